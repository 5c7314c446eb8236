import ArgumentParser

/// `bptui`: the subcommands, of which `run` needs no name. Its help is that of `run`, which has the options.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bptui",
        abstract: "Who touches this memory, and which debug register saw it?",
        subcommands: [
            RunCommand.self, DemoCommand.self, ReplayCommand.self, ExportCommand.self, DoctorCommand.self,
            DecodeCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
}

extension RootCommand {
    /// Our own words where the parser would print its help of a command with a name.
    static func help(instead text: String) -> String? {
        let command = configuration.subcommands.first { $0 != RunCommand.self && helpMessage(for: $0) == text }
        guard let name = command?.configuration.commandName else { return nil }
        return ToolDescription.bptui.named.first { $0.commandName == name }.map(HelpText.of)
    }
}

/// What stands where a program's arguments begin when an option was meant.
enum LeadingOption {
    /// Answers `--help` and `--version`, refuses any other option, and drops a `--`.
    ///
    /// - Returns: what is meant for the program.
    static func checked(_ words: [String], of command: any ParsableCommand.Type) throws -> [String] {
        switch words.first {
        case "--": return Array(words.dropFirst())
        case "--help", "-h": throw CleanExit.helpRequest(command)
        case "--version", "-V": throw CleanExit.message(BptuiVersion.text)
        case let option? where option.hasPrefix("-"):
            throw CommandFailure(ExitStatus.usage, "unknown option '\(option)'; bptui --help lists them")
        default: return words
        }
    }
}
