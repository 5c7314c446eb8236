/// What a recording is of.
package struct RecordingAbout: Hashable, Sendable, Codable {
    package var program: String
    package var arguments: [String]
    /// Which version wrote it: `bptui 0.1.0`.
    package var writer: String
    /// When, in seconds since 1970.
    package var date: Int64
    /// Which call stacks were told with hits: `none`, `new` or `all`.
    package var stacks: String

    package init(program: String, arguments: [String], writer: String, date: Int64, stacks: String) {
        self.program = program
        self.arguments = arguments
        self.writer = writer
        self.date = date
        self.stacks = stacks
    }
}

/// How a recording ended; without one it was broken off.
package struct RecordingEnd: Hashable, Sendable, Codable {
    /// `exit`, `timeout`, …: as the last line of batch output says it.
    package var reason: String
    /// Nanoseconds.
    package var elapsed: UInt64
    /// Traps that were written when a run was ended by its count of hits; nil for all.
    package var hits: UInt64?

    package init(reason: String, elapsed: UInt64, hits: UInt64? = nil) {
        self.reason = reason
        self.elapsed = elapsed
        self.hits = hits
    }
}
