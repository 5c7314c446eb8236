package import Session
import Tracing

/// How often somebody hit, and when.
package struct WriterTally: Hashable, Sendable {
    package private(set) var count: UInt64 = 1
    /// Nanoseconds since the session's start.
    package private(set) var firstTime: UInt64
    package private(set) var firstTrap: UInt64
    /// The newest hit.
    package private(set) var last: Hit
    private var lastTrap: UInt64

    init(_ hit: Hit) {
        firstTime = hit.record.time
        firstTrap = hit.record.trap
        last = hit
        lastTrap = hit.record.trap
    }

    /// Hits may come in any order: a filter looks at the newest first.
    @inline(__always)
    mutating func add(_ hit: Hit, time: UInt64, trap: UInt64) {
        count &+= 1
        if time < firstTime { (firstTime, firstTrap) = (time, trap) }
        if trap >= lastTrap { (last, lastTrap) = (hit, trap) }
    }

    mutating func add(_ other: WriterTally) {
        count &+= other.count
        if other.firstTime < firstTime { (firstTime, firstTrap) = (other.firstTime, other.firstTrap) }
        if other.lastTrap >= lastTrap { (last, lastTrap) = (other.last, other.lastTrap) }
    }
}
