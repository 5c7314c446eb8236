extension KeyPress {
    /// As people write it: `a`, `Ctrl-C`, `PgUp`.
    package var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "Ctrl-" + character.uppercased()
        case .enter: "Enter"
        case .escape: "Esc"
        case .tab: "Tab"
        case .backTab: "Shift-Tab"
        case .backspace: "Backspace"
        case .delete: "Del"
        case .insert: "Ins"
        case .up: "↑"
        case .down: "↓"
        case .left: "←"
        case .right: "→"
        case .pageUp: "PgUp"
        case .pageDown: "PgDn"
        case .home: "Home"
        case .end: "End"
        case .function(let number): "F\(number)"
        }
    }

    /// The bytes that a terminal sends for the key; empty where it has none.
    package var bytes: [UInt8] {
        switch self {
        case .character(let character): Array(String(character).utf8)
        case .control(let character): character.asciiValue.map { [$0 & 0x1F] } ?? []
        case .enter: [0x0D]
        case .escape: [0x1B]
        case .tab: [0x09]
        case .backTab: Array("\u{1B}[Z".utf8)
        case .backspace: [0x7F]
        case .delete: Array("\u{1B}[3~".utf8)
        case .insert: Array("\u{1B}[2~".utf8)
        case .up: Array("\u{1B}[A".utf8)
        case .down: Array("\u{1B}[B".utf8)
        case .right: Array("\u{1B}[C".utf8)
        case .left: Array("\u{1B}[D".utf8)
        case .home: Array("\u{1B}[H".utf8)
        case .end: Array("\u{1B}[F".utf8)
        case .pageUp: Array("\u{1B}[5~".utf8)
        case .pageDown: Array("\u{1B}[6~".utf8)
        case .function(let number): Self.functionKeys.indices.contains(number - 1) ? Self.functionKeys[number - 1] : []
        }
    }

    /// F1…F12 as xterm sends them.
    private static let functionKeys: [[UInt8]] =
        "PQRS".utf8.map { [0x1B, 0x4F, $0] }
        + [15, 17, 18, 19, 20, 21, 23, 24].map { Array("\u{1B}[\($0)~".utf8) }
}
