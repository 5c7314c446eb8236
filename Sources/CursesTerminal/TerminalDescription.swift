internal import CCurses
internal import CNcurses
internal import Glibc
internal import Screen

/// What terminfo and the environment say about the terminal, read before ncurses opens it.
struct TerminalDescription {
    let entry: TerminfoEntry
    let depth: ColorDepth
    let unicode: Bool
    /// What it says that keys with modifiers send.
    let modifiedKeys: [(sequence: String, code: Int32)]
    private let environment: [String: String]

    init(tty: Int32, color: ColorChoice) throws(TerminalError) {
        var environment: [String: String] = [:]
        for name in ["TERM", "COLORTERM", "NO_COLOR", "TMUX", "STY"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        let name = environment["TERM"] ?? ""
        guard !name.isEmpty, cc_load_description(name, tty) == 1 else { throw .unknownTerminal(name: name) }
        defer { cc_free_description() }
        let entry = TerminfoEntry.current(name: name)
        guard entry.strings["cup"] != nil else { throw .cannotMoveCursor(name: name) }
        self.entry = entry
        modifiedKeys = ModifiedKey.describedSequences()
        self.environment = environment
        depth = .detected(
            choice: color, terminfoColors: entry.strings["setaf"] == nil ? 0 : Int(entry.numbers["colors"] ?? 0),
            directColor: entry.hasDirectColor, environment: environment)
        unicode = String(cString: nl_langinfo(Int32(CODESET))) == "UTF-8"
    }

    /// Opens the screen and gives the depth that it has: where ncurses does not take our own entry, the user's serves
    /// with at most 256 colours.
    func openScreen(tty: Int32) throws(TerminalError) -> ColorDepth {
        var used = entry
        if depth == .truecolor { used = used.withDirectColor() }
        if entry.isTmux(environment: environment) { used = used.withSGRMouse() }
        if used != entry, openScreen(tty: tty, quickDump: used.quickDump) { return startColors(depth) }
        guard openScreen(tty: tty, quickDump: nil) else { throw .refused(name: entry.name) }
        return startColors(min(depth, .indexed256))
    }

    private func startColors(_ wanted: ColorDepth) -> ColorDepth {
        wanted > .monochrome && cc_start_color() == 0 ? wanted : .monochrome
    }

    private func openScreen(tty: Int32, quickDump: String?) -> Bool {
        guard let quickDump else { return cc_open_screen(entry.name, tty, Self.escapeDelay) == 0 }
        let before = getenv("TERMINFO").map { String(cString: $0) }
        setenv("TERMINFO", quickDump, 1)
        // What we start later must find the user's variable.
        defer {
            if let before { setenv("TERMINFO", before, 1) } else { unsetenv("TERMINFO") }
        }
        return cc_open_screen(entry.name, tty, Self.escapeDelay) == 0
    }

    /// Milliseconds that a lone Escape waits for the rest of a key's sequence.
    private static let escapeDelay: Int32 = 25

    /// Whether control sequences begin with `ESC [`, so that the private modes of ECMA-48 terminals are at least ignored.
    var speaksANSI: Bool { entry.strings["cup"]?.starts(with: Array("\u{1B}[".utf8)) ?? false }

    /// What puts the terminal's state back in a crash, when ncurses cannot be trusted any more.
    var resetString: [UInt8] {
        var bytes: [UInt8] = []
        for name in ["sgr0", "op", "cnorm", "rmkx"] { bytes += Self.withoutPadding(entry.strings[name] ?? []) }
        if speaksANSI { bytes += Array("\u{1B}[?1006;1002;1000l\u{1B}[?2004l".utf8) }
        bytes += Self.withoutPadding(entry.strings["rmcup"] ?? [])
        return bytes + Array("\r\n".utf8)
    }

    /// A terminfo string without its delays, which are written `$<5>`.
    static func withoutPadding(_ string: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var rest = string[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "$"), rest.first == UInt8(ascii: "<"),
                let end = rest.firstIndex(of: UInt8(ascii: ">"))
            {
                rest = rest[(end + 1)...]
            } else {
                result.append(byte)
            }
        }
        return result
    }
}

extension TerminfoEntry {
    /// Whether the entry's owner says that it shows 24-bit colours.
    var hasDirectColor: Bool {
        !extendedFlags.isDisjoint(with: ["RGB", "Tc"]) || extendedStrings["RGB"] != nil
    }
}

/// ncurses' code for "a mouse event waits".
let keyMouse = KEY_MOUSE
