/// The script for zsh.
struct ZshCompletion {
    private let model: CompletionModel

    init(_ model: CompletionModel) { self.model = model }

    var text: String {
        """
        #compdef bptui
        # zsh completion for bptui. Made by: bptui --generate-completion-script zsh

        _bptui_ask() {
            local -a found
            found=(${(f)"$("${words_before[1]}" --complete $1 "$PREFIX" "${words_before[@]}" 2>/dev/null)"})
            if (( $#found )); then
                compadd -V found -a found
            elif [[ $1 = symbols && -z $PREFIX ]]; then
                compadd -x 'a name or an address; names are known once the program stands on the line'
            fi
        }

        _bptui() {
            local context=run
            local -a words_before=("${words[@]}")
            local -i i operands=0
            for ((i = 2; i < CURRENT; i++)); do
                case ${words[i]} in
                    \(model.valued.flatMap(\.forms).joined(separator: "|"))) ((i++)) ;;
                    --) operands=9; break ;;
                    -*) ;;
                    \(model.names.joined(separator: "|")))
                        if [[ $context = run && $operands = 0 ]]; then
                            context=${words[i]}
                        else
                            ((operands++))
                        fi ;;
                    *) ((operands++)) ;;
                esac
            done
            # Behind the program stand its own arguments.
            if [[ $context = run && $operands -gt 0 ]]; then
                _files
                return
            fi
            local option=${words[CURRENT-1]}
            # --theme=NAME, too.
            if [[ $PREFIX = --*=* ]]; then
                option=${PREFIX%%=*}
                compset -P '*='
            fi
            case $option in
        \(model.valued.map(value).joined(separator: "\n"))
            esac
            local -a options names topics
            names=(\(model.contexts.filter { $0.name != "run" }.map { quoted($0.name, $0.help) }.joined(separator: " ")))
            topics=(\((CompletionModel.topics + model.names.filter { $0 != "help" }).joined(separator: " ")))
            case $context in
        \(model.contexts.map(context).joined(separator: "\n"))
            esac
            if [[ $PREFIX = -* ]]; then
                _describe -o option options
            elif [[ $context = run ]]; then
                _describe command names
                # All commands there are would be too many to choose from.
                [[ -n $PREFIX ]] && _command_names -e
                _files -g '*(-*)'
            elif [[ $context = help ]]; then
                compadd -a topics
            elif [[ $context = (\(model.contexts.filter(\.takesFiles).map(\.name).joined(separator: "|"))) ]]; then
                _files
            fi
        }

        if [[ $funcstack[1] = _bptui ]]; then
            _bptui "$@"
        else
            compdef _bptui bptui
        fi
        """
    }

    private func value(_ option: (forms: [String], value: CompletionModel.Value)) -> String {
        let action =
            switch option.value {
            case .words(let words): "compadd \(words.joined(separator: " "))"
            case .files: "_files"
            case .asked(let kind): "_bptui_ask \(kind)"
            case .other: ":"
            }
        return "        \(option.forms.joined(separator: "|"))) \(action); return ;;"
    }

    private func context(_ context: CompletionModel.Context) -> String {
        let options = context.options.flatMap { option in option.forms.map { quoted($0, option.help) } }
        return "        \(context.name)) options=(\n"
            + options.map { "            \($0)\n" }.joined() + "        ) ;;"
    }

    /// `'--log:Records the session'`.
    private func quoted(_ name: String, _ help: String) -> String {
        "'\(name):" + help.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }
}
