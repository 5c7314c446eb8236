/// The script for fish.
struct FishCompletion {
    private let model: CompletionModel

    init(_ model: CompletionModel) { self.model = model }

    var text: String {
        var lines = [
            "# fish completion for bptui. Made by: bptui --generate-completion-script fish", "",
            "function __bptui_ask",
            "    # fish tells what stands before the cursor, and nothing behind it.",
            "    set -l words (commandline -opc)",
            "    # Of --theme=to what is behind the sign. A tab ends each answer: it is its own description.",
            "    set -l begin (commandline -ct | string replace -r '^--[^=]*=' '' | string collect)",
            "    $words[1] --complete $argv[1] \"$begin\" $words 2>/dev/null | string replace -r '$' '\\t'",
            "end", "",
            "# Which command it is; `program` where the program's own arguments have begun.",
            "function __bptui_context",
            "    set -l context run",
            "    set -l skip no",
            "    for word in (commandline -opc)[2..-1]",
            "        if test $skip = yes",
            "            set skip no",
            "            continue",
            "        end",
            "        switch $word",
            "            case \(model.valued.flatMap(\.forms).joined(separator: " "))",
            "                set skip yes",
            "            case '--'",
            "                test $context = run; and set context program",
            "            case '-*'",
            "            case \(model.names.joined(separator: " "))",
            "                test $context = run; and set context $word",
            "            case '*'",
            "                test $context = run; and set context program",
            "        end",
            "    end",
            "    echo $context",
            "end", "",
            "function __bptui_in",
            "    contains -- (__bptui_context) $argv",
            "end", "",
        ]
        for context in model.contexts where context.name != "run" {
            lines.append("complete -c bptui -n '__bptui_in run' -a \(context.name) -d \(quoted(context.help))")
        }
        let topics = CompletionModel.topics + model.names.filter { $0 != "help" }
        lines.append("complete -c bptui -n '__bptui_in help' -f -a '\(topics.joined(separator: " "))'")
        let withoutFiles = model.contexts.filter { !$0.takesFiles && $0.name != "help" }.map(\.name)
        lines.append("complete -c bptui -n '__bptui_in \(withoutFiles.joined(separator: " "))' -f")
        for context in model.contexts {
            for option in context.options { lines.append(line(option, in: context)) }
        }
        return lines.joined(separator: "\n")
    }

    private func line(_ option: CompletionModel.Option, in context: CompletionModel.Context) -> String {
        let forms = option.forms.map { $0.hasPrefix("--") ? "-l \($0.dropFirst(2))" : "-s \($0.dropFirst())" }
        let value =
            switch option.value {
            case nil: ""
            case .words(let words)?: " -x -a '\(words.map { $0 + "\\t" }.joined(separator: " "))'"
            case .files?: " -r -F"
            case .asked("themes")?: " -r -a '(__bptui_ask themes)'"
            case .asked(let kind)?: " -x -a '(__bptui_ask \(kind))'"
            case .other?: " -x"
            }
        return
            "complete -c bptui -n '__bptui_in \(context.name)' \(forms.joined(separator: " "))\(value) -d \(quoted(option.help))"
    }

    private func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "'"
    }
}
