/// When the terminal is ready for another frame: when it has shown the last one.
///
/// What is written may queue for a minute on a slow line, and nothing but the terminal itself knows when it is through.
/// So it is asked, behind what was written, for its status (DSR, `ESC [ 5 n`), and answers `ESC [ 0 n` when it gets there.
/// A terminal that has never answered is never waited for, but for a moment after the first frame.
struct FramePacing: Hashable, Sendable {
    static let question = Array("\u{1B}[5n".utf8)
    static let answer = "\u{1B}[0n"

    /// When the question was asked that has no answer yet, in nanoseconds of a clock that never goes back.
    private var asked: UInt64?
    private var hasAnswered = false
    /// The last answer came at once.
    private var isFast = false
    /// Cells that were painted since the last question.
    private var cells = 0

    /// The second frame waits for so long for the first answer.
    private static let firstPatience: UInt64 = 400_000_000
    /// A terminal that did answer has gone: its line was taken over by another one.
    private static let patience: UInt64 = 60_000_000_000
    private static let atOnce: UInt64 = 50_000_000
    private static let longFarewell: UInt64 = 15_000_000_000
    private static let shortFarewell: UInt64 = 100_000_000
    /// Cells between two questions on a fast line; on a slow one each frame is followed by one.
    private static let fastCells = 16_384

    /// How long, in nanoseconds, an answer is worth waiting for before the terminal is left: it would be typed into the
    /// shell. 0 when none is to come.
    func farewell(_ now: UInt64) -> UInt64 {
        guard let asked else { return 0 }
        return hasAnswered ? Self.longFarewell : now &- asked < Self.firstPatience ? Self.shortFarewell : 0
    }

    func isReady(_ now: UInt64) -> Bool {
        guard let asked else { return true }
        return now &- asked >= (hasAnswered ? Self.patience : Self.firstPatience)
    }

    /// The terminal was taken over.
    ///
    /// - Returns: whether it is to be asked.
    mutating func begin(_ now: UInt64) -> Bool {
        asked = now
        cells = 0
        return true
    }

    /// - Returns: whether the terminal is to be asked behind what was painted.
    mutating func paint(cells count: Int, _ now: UInt64) -> Bool {
        cells += count
        if let asked, hasAnswered, now &- asked >= Self.patience { self = FramePacing() }
        guard asked == nil, hasAnswered, cells >= (isFast ? Self.fastCells : 1) else { return false }
        asked = now
        cells = 0
        return true
    }

    mutating func takeAnswer(_ now: UInt64) {
        guard let asked else { return }
        hasAnswered = true
        isFast = now &- asked < Self.atOnce
        self.asked = nil
    }
}
