/// Where in a recording the screen is.
package struct ReplayPosition: Hashable, Sendable {
    /// Hits before this moment, and in all.
    package var hit: Int
    package var hitCount: Int
    /// Nanoseconds since the session's start: of this moment, and of the recording's last.
    package var time: UInt64
    package var duration: UInt64
    package var isPlaying = false
    /// The moment that was asked for has not been reached yet.
    package var isSeeking = false

    package init(hit: Int = 0, hitCount: Int, time: UInt64 = 0, duration: UInt64) {
        self.hit = hit
        self.hitCount = hitCount
        self.time = time
        self.duration = duration
    }

    /// 0…1.
    package var fraction: Double { duration == 0 ? 1 : min(1, Double(time) / Double(duration)) }
}

/// A way to another moment of a recording.
package enum Scrub: Hashable, Sendable {
    case previousHit, nextHit
    /// By a hundredth of the time.
    case back, forward
    case start, end
    /// Plays on in the pace of then, or halts.
    case play
}
