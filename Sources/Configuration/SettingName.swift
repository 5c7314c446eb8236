/// What a configuration can set, by the path of its key.
package enum SettingName: String, CaseIterable, Hashable, Sendable {
    case theme, color, ascii
    case onHit = "defaults.on-hit"
    case backend = "defaults.backend"
    case stacks = "defaults.stacks"
    case affinity = "defaults.affinity"
    case at = "defaults.at"
    case nonStop = "defaults.non-stop"
    case followForks = "defaults.follow-forks"
    case syscalls = "defaults.syscalls"
    case aslr = "defaults.aslr"
    case logLimit = "defaults.log-limit"
    case restore = "defaults.restore"

    /// What may stand there.
    package enum Form: Hashable, Sendable {
        case word([String])
        case boolean
        /// A whole number from 1.
        case count
        /// A theme's name.
        case theme
        case text
    }

    package var form: Form {
        switch self {
        case .theme: .theme
        case .color: .word(["auto", "always", "never"])
        case .onHit: .word(["log", "stop"])
        case .backend: .word(["auto", "ptrace", "perf"])
        case .stacks: .word(["none", "new", "all"])
        case .affinity: .word(["auto", "off"])
        case .at: .text
        case .logLimit: .count
        case .ascii, .nonStop, .followForks, .syscalls, .aslr, .restore: .boolean
        }
    }

    /// What counts where nobody says; nil for nothing at all.
    package var standard: SettingValue? {
        switch self {
        case .theme: .text("tokyo-night")
        case .color, .backend, .affinity: .text("auto")
        case .onHit: .text("log")
        case .stacks: .text("new")
        case .at: .text("main")
        case .logLimit: nil
        case .ascii, .nonStop, .followForks, .syscalls, .aslr, .restore: .boolean(false)
        }
    }

    /// Whether the file of a project may say it. What arms by itself is the user's alone.
    package var isForProjects: Bool { self != .restore }

    /// Of its table; empty at the top.
    var table: String { Self.paths[self]?.table ?? "" }
    /// Without its table.
    package var key: String { Self.paths[self]?.key ?? rawValue }

    private static let paths = Dictionary(
        uniqueKeysWithValues: allCases.map { name in
            let parts = name.rawValue.split(separator: ".").map(String.init)
            return (name, (table: parts.dropLast().joined(separator: "."), key: parts.last ?? name.rawValue))
        })
}

/// A value of a setting.
package enum SettingValue: Hashable, Sendable {
    case text(String)
    case boolean(Bool)
    case count(Int)

    package var text: String? { if case .text(let text) = self { text } else { nil } }
    package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    package var count: Int? { if case .count(let value) = self { value } else { nil } }

    /// As a file has it.
    package var written: String {
        switch self {
        case .text(let text): TOMLText.string(text)
        case .boolean(let value): "\(value)"
        case .count(let value): "\(value)"
        }
    }
}
