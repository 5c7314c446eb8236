/// The shells that completion scripts are made for.
enum CompletionShell: String, CaseIterable {
    case bash, zsh, fish

    /// As packagers install it.
    var fileName: String {
        switch self {
        case .bash: "bptui.bash"
        case .zsh: "_bptui"
        case .fish: "bptui.fish"
        }
    }

    func script(for tool: ToolDescription) -> String {
        let model = CompletionModel(tool)
        return switch self {
        case .bash: BashCompletion(model).text
        case .zsh: ZshCompletion(model).text
        case .fish: FishCompletion(model).text
        }
    }
}

/// What can be completed where.
struct CompletionModel {
    enum Value: Hashable {
        case words([String])
        case files
        /// Asked of bptui: `processes`, `symbols`, `themes`.
        case asked(String)
        /// Nothing is known of it.
        case other
    }

    struct Option: Hashable {
        /// With their dashes.
        var forms: [String]
        /// nil for a flag.
        var value: Value?
        var help: String
    }

    struct Context {
        /// `run` for what needs no name.
        var name: String
        var help: String
        var options: [Option]
        /// Files follow.
        var takesFiles: Bool
    }

    static let topics = ["options", "keys", "commands", "script"]

    var contexts: [Context]
    /// The commands that have a name, `help` among them.
    var names: [String] { contexts.map(\.name).filter { $0 != "run" } }
    /// All options that take a value, each form once.
    var valued: [(forms: [String], value: Value)] {
        var found: [(forms: [String], value: Value)] = []
        for option in contexts.flatMap(\.options) {
            guard let value = option.value, !found.contains(where: { $0.forms == option.forms }) else { continue }
            found.append((option.forms, value))
        }
        return found
    }

    init(_ tool: ToolDescription) {
        contexts = ([tool.run] + tool.named).map { command in
            Context(
                name: command.commandName, help: command.abstract ?? "",
                options: command.options.map { option in
                    Option(
                        forms: option.forms, value: option.kind == .option ? Self.value(of: option) : nil,
                        help: Self.summary(option.help))
                },
                takesFiles: command.operands.contains { $0.valueName == "recording" || command.commandName == "run" })
        }
        contexts.append(Context(name: "help", help: "Help by topic.", options: [], takesFiles: false))
    }

    /// The first sentence, or what there is of it in a line.
    private static func summary(_ help: String) -> String {
        var sentence = help
        if let end = help.start(of: ". ") { sentence = String(help[..<end]) }
        return sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    }

    private static func value(of option: ToolDescription.Argument) -> Value {
        if let words = option.allValues { return .words(words) }
        switch option.valueName {
        case "spec", "location", "expr=value": return .asked("symbols")
        case "pid|name": return .asked("processes")
        case "name|file": return .asked("themes")
        case "file", "path": return .files
        default: return .other
        }
    }
}

extension String {
    /// Where `text` begins first.
    fileprivate func start(of text: String) -> String.Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
