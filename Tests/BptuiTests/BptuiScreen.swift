import TestSupport
import Testing

/// A run of the real program on a real terminal.
struct BptuiScreen {
    let terminal: TmuxSession

    /// Starts bptui in a terminal, and afterwards makes sure that nothing of it is left.
    ///
    /// - Parameter line: bytes a second that the line to the terminal carries; nil for as many as there are.
    static func run(
        _ arguments: [String], width: Int = 120, height: Int = 36, term: String = "tmux-256color", line: Int? = nil,
        environment: [String: String?] = [:], sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (BptuiScreen) async throws -> Void
    ) async throws {
        var marker: String?
        let way = line.map { [BuiltProducts.path("fixture-slow-line"), "\($0)"] } ?? []
        try await TmuxSession.run(
            way + [BuiltProducts.path("bptui")] + arguments, width: width, height: height, term: term,
            environment: environment
        ) { terminal in
            marker = terminal.marker
            try await body(BptuiScreen(terminal: terminal))
        }
        let assignment = try #require(marker)
        let left = await ProcessCensus.survivors { ProcessCensus.marked(assignment) }
        #expect(left == [], "processes are left", sourceLocation: sourceLocation)
    }

    // MARK: Input

    func keys(_ keys: String...) async throws {
        for key in keys { try await terminal.send(key) }
    }

    /// Asks for a watch as a user does and waits until a slot has it.
    func watch(_ text: String, in slot: Int) async throws {
        try await keys("a")
        try await prompt(text)
        try await keys("Enter")
        let name = String(text.prefix { !"/:@,".contains($0) })
        // The prompt closes with the answer, and until then takes the keys.
        try await wait("DR\(slot) has \(name)") {
            $0.box("Watch") == nil && $0.box("DR\(slot)")?.contains(name) == true
                && $0.box("DR\(slot)")?.contains("●") == true
        }
    }

    /// Waits for the prompt and replaces what stands there.
    func prompt(_ text: String) async throws {
        try await waitForBox("Watch", "is open") { _ in true }
        try await keys("C-e", "C-u")
        try await terminal.sendLiteral(text)
        try await waitForBox("Watch", "shows \(text)") { $0.contains(text) }
    }

    /// Leaves the prompt. A key right behind Escape would be read as one with Alt.
    func cancelPrompt() async throws {
        try await keys("Escape")
        try await wait("the prompt is gone") { $0.box("Watch") == nil }
    }

    // MARK: Output

    func screen() async throws -> ScreenText { ScreenText(try await terminal.capture()) }

    @discardableResult
    func wait(
        _ what: String, timeout: Duration = .seconds(60), _ condition: (ScreenText) -> Bool
    ) async throws -> ScreenText {
        ScreenText(try await terminal.waitFor(what, timeout: timeout) { condition(ScreenText($0)) })
    }

    /// Waits until the first line says something, such as `running`.
    @discardableResult
    func waitForHeader(_ words: String, timeout: Duration = .seconds(60)) async throws -> ScreenText {
        try await wait("the header says \(words)", timeout: timeout) { $0.header.contains(words) }
    }

    /// Waits until the last line says something: a notice, or a key.
    @discardableResult
    func waitForFooter(_ words: String) async throws -> ScreenText {
        try await wait("the footer says \(words)") { $0.footer.contains(words) }
    }

    /// Waits until a pane shows something and gives its text.
    @discardableResult
    func waitForBox(
        _ title: String, _ what: String, timeout: Duration = .seconds(60), _ condition: (String) -> Bool
    ) async throws -> String {
        var text = ""
        try await wait("\(title) \(what)", timeout: timeout) { screen in
            guard let box = screen.box(title), condition(box) else { return false }
            text = box
            return true
        }
        return text
    }

    @discardableResult
    func waitForBox(_ title: String, _ words: String) async throws -> String {
        try await waitForBox(title, "shows \(words)") { $0.contains(words) }
    }

    // MARK: The end

    /// Answers the question that `q` asks while the program lives, and waits for the end of bptui and of all it started.
    func quit(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await keys("q")
        try await waitForBox("Quit", "asks") { $0.contains("y") }
        try await keys("y")
        try await expectExit(0, sourceLocation: sourceLocation)
    }

    /// Waits for the end of bptui. The terminal still stands then: nothing died of its loss.
    func expectExit(_ status: Int, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let found = try await terminal.waitForExit()
        #expect(found == status, sourceLocation: sourceLocation)
        let left = await processes(within: .seconds(20), until: \.isEmpty)
        #expect(left == [], "processes outlive the screen", sourceLocation: sourceLocation)
    }

    /// The processes of bptui and below: without the terminal's own.
    func processes() -> [ProcessRecord] {
        ProcessCensus.marked(terminal.marker).filter { record in
            record.state != "Z"
                && !["tmux", "sh", "dash", "bash"].contains { record.executable.hasSuffix("/" + $0) }
        }
    }

    /// The same, looked at until a condition holds or the time is over.
    func processes(
        within limit: Duration, until condition: ([ProcessRecord]) -> Bool
    ) async -> [ProcessRecord] {
        let deadline = ContinuousClock.now + limit
        while true {
            let found = processes()
            if condition(found) || ContinuousClock.now >= deadline { return found }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
