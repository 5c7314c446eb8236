import ArgumentParser

/// `bptui`: the subcommands, of which `run` needs no name. Its help is that of `run`, which has the options.
struct RootCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bptui",
        abstract: "Who touches this memory, and which debug register saw it?",
        version: BptuiVersion.text,
        subcommands: [
            RunCommand.self, DemoCommand.self, ReplayCommand.self, ExportCommand.self, DoctorCommand.self,
            DecodeCommand.self,
        ],
        defaultSubcommand: RunCommand.self)
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
        case "--version": throw CleanExit.message(BptuiVersion.text)
        case let option? where option.hasPrefix("-"):
            throw CommandFailure(ExitStatus.usage, "unknown option '\(option)'; bptui --help lists them")
        default: return words
        }
    }
}

enum BptuiVersion {
    static let text = "bptui 0.1.0"
}
