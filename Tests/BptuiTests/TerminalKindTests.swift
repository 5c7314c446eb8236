import TestSupport
import Testing

/// The same session on every kind of terminal, and a clear refusal where there can be none.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct TerminalKindTests {
    private static let stores = BuiltProducts.path("fixture-stores")

    private struct Look {
        var isASCII = false
        var isMonochrome = false
    }

    private static let locales = ["C.UTF-8", "C"]

    private func session(
        term: String = "tmux-256color", environment: [String: String?] = [:], options: [String] = [], _ look: Look,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let armed = look.isASCII ? "*" : "●"
        try await BptuiScreen.run(
            options + [Self.stores, "three"], term: term, environment: environment, sourceLocation: sourceLocation
        ) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("a")
            try await bptui.prompt("counter")
            try await bptui.keys("Enter")
            // The prompt closes with the answer, and until then takes the keys.
            try await bptui.wait("it is armed") {
                $0.box("Watch") == nil && $0.box("DR0")?.contains("\(armed) write 8") == true
            }
            try await bptui.keys("c")
            let end = try await bptui.wait("the program has ended and its writer is named") {
                $0.header.contains("exited with 0") && $0.box("Hits")?.contains("three+") == true
            }
            #expect(end.header.contains("3 hits"), sourceLocation: sourceLocation)
            #expect(end.box("DR6")?.contains("B0 \(armed)") == true, "\(end)", sourceLocation: sourceLocation)
            #expect(
                end.missing("DR0", "DR1", "DR2", "DR3", "DR7", "DR6", "Hits", "Output") == [],
                sourceLocation: sourceLocation)
            if look.isASCII {
                let others = end.description.unicodeScalars.filter { !$0.isASCII }
                #expect(others.isEmpty, "\(end)", sourceLocation: sourceLocation)
            }
            let styled = try await bptui.terminal.captureStyled()
            let hasColor = styled.contains(/\u{1B}\[[0-9;]*(3[0-7]|9[0-7]|38;[25];[0-9;]+)m/)
            #expect(hasColor == !look.isMonochrome, sourceLocation: sourceLocation)
            try await bptui.keys("q")
            try await bptui.expectExit(0, sourceLocation: sourceLocation)
        }
    }

    @Test(
        "terminals with colours",
        arguments: ["xterm-256color", "tmux-256color", "screen", "screen-256color", "linux"], locales)
    func colorTerminals(term: String, locale: String) async throws {
        try await session(term: term, environment: ["LC_ALL": locale], Look(isASCII: locale == "C"))
    }

    @Test("terminals without colours", arguments: ["vt100", "xterm-mono"], locales)
    func monochromeTerminals(term: String, locale: String) async throws {
        try await session(
            term: term, environment: ["LC_ALL": locale], Look(isASCII: locale == "C", isMonochrome: true))
    }

    @Test("NO_COLOR and --color never take the colours away")
    func withoutColor() async throws {
        try await session(environment: ["NO_COLOR": "1"], Look(isMonochrome: true))
        try await session(options: ["--color", "never"], Look(isMonochrome: true))
        // Who asks for them by name gets them.
        try await session(environment: ["NO_COLOR": "1"], options: ["--color", "always"], Look())
    }

    @Test("--ascii draws with ASCII alone, whatever the locale and the colours", arguments: ["tmux-256color", "vt100"])
    func asciiScreens(term: String) async throws {
        try await session(term: term, options: ["--ascii"], Look(isASCII: true, isMonochrome: term == "vt100"))
    }

    /// What a person asks for by name cannot be had of every terminal.
    @Test("--color always paints where the terminal can, and nowhere else")
    func withColor() async throws {
        try await session(term: "linux", options: ["--color", "always"], Look())
        try await session(term: "vt100", options: ["--color", "always"], Look(isMonochrome: true))
    }

    @Test(
        "a terminal that can show no screen is refused in a line",
        arguments: ["dumb", "no-such-terminal", "", nil], locales)
    func refusals(term: String?, locale: String) async throws {
        let variable = term.map { ["TERM=\($0)"] } ?? ["-u", "TERM"]
        let command = ["env"] + variable + [BuiltProducts.path("bptui"), Self.stores, "three"]
        try await TmuxSession.run(command, environment: ["LC_ALL": locale]) { terminal in
            #expect(try await terminal.waitForExit() == 69)
            let lines = try await terminal.waitFor("--batch").split(separator: "\n")
            let text = lines.joined()
            #expect(text.hasPrefix("bptui: "), "\(text)")
            #expect(text.contains("--batch"), "\(text)")
            // A line of the terminal's width may take two rows.
            #expect(lines.count <= 2, "\(lines)")
            if locale == "C" { #expect(text.unicodeScalars.allSatisfy { $0.isASCII }, "\(text)") }
            if let term, !term.isEmpty { #expect(text.contains(term), "\(text)") }
        }
    }

    @Test("a terminal that is too small says so, and becomes a screen when it grows")
    func tooSmall() async throws {
        try await BptuiScreen.run(["-w", "counter", Self.stores, "three"], width: 40, height: 10) { bptui in
            try await bptui.wait("the notice") { $0.contains("too small") && $0.contains("40×10") }
            try await bptui.terminal.resize(width: 120, height: 36)
            try await bptui.waitForBox("DR0", "● write 8")
            try await bptui.quit()
        }
        // q leaves from the notice too.
        try await BptuiScreen.run([Self.stores, "three"], width: 40, height: 10) { bptui in
            try await bptui.wait("the notice") { $0.contains("too small") }
            try await bptui.keys("q", "y")
            try await bptui.expectExit(0)
        }
    }
}
