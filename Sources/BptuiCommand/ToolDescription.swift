import ArgumentParser
import FoundationEssentials

/// The command line as the parser has it: help, manual and completions are made of this.
struct ToolDescription: Decodable {
    var command: Command

    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var arguments: [Argument]?
        var subcommands: [Command]?

        /// Options and flags that are told.
        var options: [Argument] {
            var options = (arguments ?? []).filter { $0.shouldDisplay && $0.kind != .positional }
            // A flag and what takes it back are told together.
            for index in options.indices {
                let opposite = options.first { $0.kind == .flag && $0.key == "no-" + options[index].key }
                options[index].names? += opposite?.names ?? []
            }
            let keys = Set(options.map(\.key))
            return options.filter { !$0.key.hasPrefix("no-") || !keys.contains(String($0.key.dropFirst(3))) }
        }
        /// What stands without a name.
        var operands: [Argument] { (arguments ?? []).filter { $0.shouldDisplay && $0.kind == .positional } }
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable { case positional, option, flag }
        var kind: Kind
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var allValues: [String]?
        var abstract: String?

        /// `-w`, `--watch`.
        var forms: [String] { (names ?? []).map(\.form) }
        /// By which tables name it: the long name, or the short one where it has no other.
        var key: String {
            let names = names ?? []
            return (names.first { $0.kind == "long" } ?? names.first)?.name ?? valueName ?? ""
        }
        /// In one line.
        var help: String {
            var words = (abstract ?? "").split(separator: "\n").joined()
            if let value = defaultValue, kind == .option, !words.isEmpty { words += " Default: \(value)." }
            return words
        }
    }

    struct Name: Decodable {
        var kind: String
        var name: String
        var form: String { (kind == "long" ? "--" : "-") + name }
    }

    /// The parser's own.
    static let bptui: ToolDescription = {
        let text = RootCommand._dumpHelp()
        do {
            return try JSONDecoder().decode(ToolDescription.self, from: Data(text.utf8))
        } catch {
            fatalError("the parser describes itself in a form that is not known: \(error)")
        }
    }()

    /// What is done when no other command is named.
    var run: Command { command.subcommands?.first { $0.commandName == "run" } ?? command }

    /// The commands with a name.
    var named: [Command] { (command.subcommands ?? []).filter { !["run", "help"].contains($0.commandName) } }
}
