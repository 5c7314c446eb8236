# bash completion for bptui. Made by: bptui --generate-completion-script bash

_bptui() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} context=run operands=0 i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            -w|--watch|--at|--set|--stacks|--backend|--rotate|--on-hit|--signal|-o|--output|--max-hits|--timeout|--summary|-E|--tty|--stdin|--stdout|--stderr|--affinity|--cpu|--log|--log-limit|--color|--theme|--script|--size|-p|--pid|--format|--dr6) ((i++)) ;;
            --) operands=9; break ;;
            -*) ;;
            demo|replay|export|doctor|decode|help)
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
        -w|--watch) COMPREPLY=($("${COMP_WORDS[0]}" --complete symbols "$cur" "${COMP_WORDS[@]}" 2>/dev/null)); return ;;
        --at) COMPREPLY=($("${COMP_WORDS[0]}" --complete symbols "$cur" "${COMP_WORDS[@]}" 2>/dev/null)); return ;;
        --set) COMPREPLY=($("${COMP_WORDS[0]}" --complete symbols "$cur" "${COMP_WORDS[@]}" 2>/dev/null)); return ;;
        --stacks) COMPREPLY=($(compgen -W 'none new all' -- "$cur")); return ;;
        --backend) COMPREPLY=($(compgen -W 'auto ptrace perf' -- "$cur")); return ;;
        --rotate) :; return ;;
        --on-hit) COMPREPLY=($(compgen -W 'log stop' -- "$cur")); return ;;
        --signal) :; return ;;
        -o|--output) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
        --max-hits) :; return ;;
        --timeout) :; return ;;
        --summary) COMPREPLY=($(compgen -W 'writers' -- "$cur")); return ;;
        -E) :; return ;;
        --tty) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
        --stdin) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
        --stdout) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
        --stderr) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
        --affinity) COMPREPLY=($(compgen -W 'auto off' -- "$cur")); return ;;
        --cpu) :; return ;;
        --log) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
        --log-limit) :; return ;;
        --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
        --theme) COMPREPLY=($("${COMP_WORDS[0]}" --complete themes "$cur" "${COMP_WORDS[@]}" 2>/dev/null)); return ;;
        --script) COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null; return ;;
        --size) :; return ;;
        -p|--pid) COMPREPLY=($("${COMP_WORDS[0]}" --complete processes "$cur" "${COMP_WORDS[@]}" 2>/dev/null)); return ;;
        --format) COMPREPLY=($(compgen -W 'json csv text perf-script trace' -- "$cur")); return ;;
        --dr6) :; return ;;
    esac
    case $context in
        run)
            if [[ $cur = -* ]]; then
                COMPREPLY=($(compgen -W '-w --watch --at --set --stacks --backend --rotate --on-hit --follow-forks --no-follow-forks --signal --non-stop --no-non-stop --batch --follow -o --output --max-hits --timeout --summary -E --tty --stdin --stdout --stderr --aslr --no-aslr --syscalls --no-syscalls --affinity --cpu --log --log-limit --color --ascii --no-ascii --theme --readonly --script --size --no-config --print-config -p --pid -V --version --help-all --print-manual -h --help' -- "$cur"))
            else
                COMPREPLY=($(compgen -W 'demo replay export doctor decode help' -- "$cur") $(compgen -f -- "$cur"))
                [[ $cur = */* ]] || COMPREPLY+=($(compgen -c -- "${cur:-/}"))
                compopt -o filenames 2>/dev/null
            fi ;;
        demo)
            if [[ $cur = -* ]]; then
                COMPREPLY=($(compgen -W '-w --watch --at --set --stacks --backend --rotate --on-hit --follow-forks --no-follow-forks --signal --non-stop --no-non-stop --batch --follow -o --output --max-hits --timeout --summary -E --tty --stdin --stdout --stderr --aslr --no-aslr --syscalls --no-syscalls --affinity --cpu --log --log-limit --color --ascii --no-ascii --theme --readonly --script --size --no-config --print-config --tour -h --help' -- "$cur"))
            fi ;;
        replay)
            if [[ $cur = -* ]]; then
                COMPREPLY=($(compgen -W '--color --ascii --no-ascii --theme --readonly --script --size --no-config --print-config -h --help' -- "$cur"))
            else
                COMPREPLY=($(compgen -f -- "$cur"))
                compopt -o filenames 2>/dev/null
            fi ;;
        export)
            if [[ $cur = -* ]]; then
                COMPREPLY=($(compgen -W '--format -o --output -h --help' -- "$cur"))
            else
                COMPREPLY=($(compgen -f -- "$cur"))
                compopt -o filenames 2>/dev/null
            fi ;;
        doctor)
            if [[ $cur = -* ]]; then
                COMPREPLY=($(compgen -W '-h --help' -- "$cur"))
            fi ;;
        decode)
            if [[ $cur = -* ]]; then
                COMPREPLY=($(compgen -W '--dr6 -h --help' -- "$cur"))
            fi ;;
        help)
            if [[ $cur = -* ]]; then
                COMPREPLY=($(compgen -W '' -- "$cur"))
            else
                COMPREPLY=($(compgen -W 'options keys commands script demo replay export doctor decode' -- "$cur"))
            fi ;;
    esac
}
complete -F _bptui bptui
