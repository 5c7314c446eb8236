package import HitRules

/// Where a stopped thread stands in its source, and how its frame is left.
package struct StoppedFrame: Hashable, Sendable {
    /// The code of its line in its function, in addresses; empty where no line is known.
    package var lineRanges: [Range<UInt64>]
    /// The frame; nil where nothing tells of it.
    package var scope: FrameScope?
    /// Why there is no line; one sentence without a full stop.
    package var lineProblem: String?
    /// Why there is no frame.
    package var frameProblem: String?

    package init(
        lineRanges: [Range<UInt64>] = [], scope: FrameScope? = nil, lineProblem: String? = nil,
        frameProblem: String? = nil
    ) {
        self.lineRanges = lineRanges
        self.scope = scope
        self.lineProblem = lineProblem
        self.frameProblem = frameProblem
    }
}
