import ViewModel

/// How the screen was divided and what was typed at `:`, from one run to the next.
struct RememberedScreen {
    private let directory: StateDirectory
    private var arrangement = PaneArrangement()
    private var line: String?
    /// Said once: what cannot be written now cannot be written a moment later.
    private var hasFailed = false

    private static let arrangementFile = "panes"
    private static let historyFile = "history"

    init(directory: StateDirectory = StateDirectory()) { self.directory = directory }

    private var lines: [String] {
        (directory.read(Self.historyFile) ?? "").split(separator: "\n").map(String.init)
    }

    /// Arranges the screen as it was left.
    mutating func load(into state: inout AppState) {
        arrangement = PaneArrangement(text: directory.read(Self.arrangementFile) ?? "")
        state.arrangement = arrangement
        state.commandHistory = CommandHistory(lines)
        line = state.commandHistory.lines.last
    }

    /// Writes what has changed. Another bptui may have written as well: its lines are kept.
    ///
    /// - Returns: why something is not remembered, for people; nil where it is, or was said before.
    mutating func keep(_ state: AppState) -> String? {
        do throws(StateDirectory.Failure) {
            if state.arrangement != arrangement, !state.isDrawingBorder {
                arrangement = state.arrangement
                try directory.write(arrangement.text + "\n", to: Self.arrangementFile)
            }
            if let new = state.commandHistory.lines.last, new != line {
                line = new
                let kept = CommandHistory(lines.filter { $0 != new } + [new])
                try directory.write(kept.lines.map { $0 + "\n" }.joined(), to: Self.historyFile)
            }
            return nil
        } catch {
            defer { hasFailed = true }
            return hasFailed ? nil : "what was typed and how the panes stand is not remembered: \(error.message)"
        }
    }
}
