/// The script for bash.
struct BashCompletion {
    private let model: CompletionModel

    init(_ model: CompletionModel) { self.model = model }

    var text: String {
        let valued = model.valued.flatMap(\.forms).joined(separator: "|")
        return """
            # bash completion for bptui. Made by: bptui --generate-completion-script bash

            _bptui() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} context=run operands=0 i
                COMPREPLY=()
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case ${COMP_WORDS[i]} in
                        \(valued)) ((i++)) ;;
                        --) operands=9; break ;;
                        -*) ;;
                        \(model.names.joined(separator: "|")))
                            if [[ $context = run && $operands = 0 ]]; then
                                context=${COMP_WORDS[i]}
                            else
                                ((operands++))
                            fi ;;
                        *) ((operands++)) ;;
                    esac
                done
                # Behind the program stand its own arguments.
                if [[ $context = run && $operands -gt 0 ]]; then
                    COMPREPLY=($(compgen -f -- "$cur"))
                    compopt -o filenames 2>/dev/null
                    return
                fi
                case $prev in
            \(model.valued.map(value).joined(separator: "\n"))
                esac
                case $context in
            \(model.contexts.map(context).joined(separator: "\n"))
                esac
            }
            complete -F _bptui bptui
            """
    }

    private func value(_ option: (forms: [String], value: CompletionModel.Value)) -> String {
        "        \(option.forms.joined(separator: "|"))) \(action(option.value)); return ;;"
    }

    private func action(_ value: CompletionModel.Value) -> String {
        switch value {
        case .words(let words): "COMPREPLY=($(compgen -W '\(words.joined(separator: " "))' -- \"$cur\"))"
        case .files: "COMPREPLY=($(compgen -f -- \"$cur\")); compopt -o filenames 2>/dev/null"
        case .asked(let kind):
            "COMPREPLY=($(\"${COMP_WORDS[0]}\" --complete \(kind) \"$cur\" \"${COMP_WORDS[@]}\" 2>/dev/null))"
        case .other: ":"
        }
    }

    private func context(_ context: CompletionModel.Context) -> String {
        let options = context.options.flatMap(\.forms).joined(separator: " ")
        var lines = ["        \(context.name))", "            if [[ $cur = -* ]]; then"]
        lines.append("                COMPREPLY=($(compgen -W '\(options)' -- \"$cur\"))")
        switch context.name {
        case "run":
            lines += [
                "            else",
                "                COMPREPLY=($(compgen -W '\(model.names.joined(separator: " "))' -- \"$cur\") $(compgen -f -- \"$cur\"))",
                "                [[ $cur = */* ]] || COMPREPLY+=($(compgen -c -- \"${cur:-/}\"))",
                "                compopt -o filenames 2>/dev/null",
            ]
        case "help":
            let topics = CompletionModel.topics + model.names.filter { $0 != "help" }
            lines += [
                "            else",
                "                COMPREPLY=($(compgen -W '\(topics.joined(separator: " "))' -- \"$cur\"))",
            ]
        default:
            if context.takesFiles {
                lines += [
                    "            else", "                COMPREPLY=($(compgen -f -- \"$cur\"))",
                    "                compopt -o filenames 2>/dev/null",
                ]
            }
        }
        return (lines + ["            fi ;;"]).joined(separator: "\n")
    }
}
