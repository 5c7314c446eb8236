package import Session

/// How many hits did what.
package struct OutcomeCounts: Hashable, Sendable {
    private var counts = SIMD8<UInt64>()

    package init() {}

    package subscript(outcome: HitOutcome) -> UInt64 { counts[Int(outcome.rawValue)] }

    package mutating func add(_ outcome: HitOutcome, _ count: UInt64 = 1) {
        counts[Int(outcome.rawValue)] &+= count
    }

    package mutating func add(_ other: OutcomeCounts) { counts &+= other.counts }

    package mutating func move(_ count: UInt64, from: HitOutcome, to: HitOutcome) {
        counts[Int(from.rawValue)] &-= count
        counts[Int(to.rawValue)] &+= count
    }
}
