/// What the options are grouped by, in help and manual.
enum OptionTopic: String, CaseIterable {
    case watching = "Watching"
    case program = "The program"
    case batch = "Without a screen"
    case recording = "Recording"
    case screen = "The screen"
    case about = "About bptui"

    private static let keys: [OptionTopic: [String]] = [
        .watching: [
            "watch", "at", "set", "on-hit", "stacks", "backend", "syscalls", "follow-forks", "affinity", "cpu",
            "rotate",
        ],
        .program: ["pid", "E", "signal", "non-stop", "tty", "stdin", "stdout", "stderr", "aslr", "tour"],
        .batch: ["batch", "follow", "output", "max-hits", "timeout", "summary", "format"],
        .recording: ["log", "log-limit"],
        .screen: [
            "color", "ascii", "theme", "readonly", "no-config", "print-config", "script", "size",
        ],
        .about: ["version", "help", "help-all", "print-manual"],
    ]

    /// nil for an option that the table has forgotten.
    static func of(_ option: ToolDescription.Argument) -> OptionTopic? {
        allCases.first { keys[$0]?.contains(option.key) == true }
    }

    /// The options of a topic, in the parser's order; those without one are about bptui.
    func options(of command: ToolDescription.Command) -> [ToolDescription.Argument] {
        command.options.filter { (Self.of($0) ?? .about) == self }
    }
}
