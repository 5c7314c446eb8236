/// What is answered before the parser is asked: topics of help, completion scripts, and the completions themselves.
enum HelpRequest {
    /// - Parameter words: the command line without the program's name.
    /// - Returns: what to print; nil for a command line that asks for none of this.
    static func answer(_ words: [String]) -> String? {
        switch words.first {
        case "help" where words.count <= 2: topic(words.count == 1 ? "" : words[1])
        case "--generate-completion-script" where words.count == 2:
            CompletionShell(rawValue: words[1])?.script(for: ToolDescription.bptui)
        case "--complete" where words.count >= 3:
            CompletionWords.of(words[1], beginning: words[2], on: Array(words.dropFirst(3))).joined(separator: "\n")
        default: nil
        }
    }

    private static func topic(_ name: String) -> String? {
        switch name {
        case "": HelpText.short
        case "options": HelpText.options
        case "keys": HelpText.keys
        case "commands": HelpText.commands
        case "script": HelpText.script
        default: ToolDescription.bptui.named.first { $0.commandName == name }.map(HelpText.of)
        }
    }
}
