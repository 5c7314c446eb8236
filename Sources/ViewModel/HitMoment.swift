/// Which hit, and when.
package struct HitMoment: Hashable, Sendable {
    package var trap: UInt64
    /// Nanoseconds since the session's start.
    package var time: UInt64

    package init(trap: UInt64, time: UInt64) {
        self.trap = trap
        self.time = time
    }
}
