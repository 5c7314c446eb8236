# fish completion for bptui. Made by: bptui --generate-completion-script fish

function __bptui_ask
    # fish tells what stands before the cursor, and nothing behind it.
    set -l words (commandline -opc)
    # Of --theme=to what is behind the sign. A tab ends each answer: it is its own description.
    set -l begin (commandline -ct | string replace -r '^--[^=]*=' '' | string collect)
    $words[1] --complete $argv[1] "$begin" $words 2>/dev/null | string replace -r '$' '\t'
end

# Which command it is; `program` where the program's own arguments have begun.
function __bptui_context
    set -l context run
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
            continue
        end
        switch $word
            case -w --watch --at --set --stacks --backend --rotate --on-hit --signal -o --output --max-hits --timeout --summary -E --tty --stdin --stdout --stderr --affinity --cpu --log --log-limit --color --theme --script --size -p --pid --format --dr6
                set skip yes
            case '--'
                test $context = run; and set context program
            case '-*'
            case demo replay export doctor decode help
                test $context = run; and set context $word
            case '*'
                test $context = run; and set context program
        end
    end
    echo $context
end

function __bptui_in
    contains -- (__bptui_context) $argv
end

complete -c bptui -n '__bptui_in run' -a demo -d 'The built-in target: a small program with a bug worth catching.'
complete -c bptui -n '__bptui_in run' -a replay -d 'Shows a recording on the same screen, without a process.'
complete -c bptui -n '__bptui_in run' -a export -d 'Writes a recording as text that other tools read.'
complete -c bptui -n '__bptui_in run' -a doctor -d 'Proves on this machine that each slot fires; says why not.'
complete -c bptui -n '__bptui_in run' -a decode -d 'Explains a DR7 and a DR6 value, bit by bit.'
complete -c bptui -n '__bptui_in run' -a help -d 'Help by topic.'
complete -c bptui -n '__bptui_in help' -f -a 'options keys commands script demo replay export doctor decode'
complete -c bptui -n '__bptui_in demo doctor decode' -f
complete -c bptui -n '__bptui_in run' -s w -l watch -x -a '(__bptui_ask symbols)' -d 'What to watch: EXPR[/LEN][:w|rw|r|x][@SLOT][,stop|log][,once][,changed][,ignore=N][,thread=TID][,ptrace|perf][,kernel][,every=N][,pinned|flexible|exclusive][ if COND]; repeatable'
complete -c bptui -n '__bptui_in run' -l at -x -a '(__bptui_ask symbols)' -d 'Where watches are armed: main, entry, a function, file:line, *ADDRESS'
complete -c bptui -n '__bptui_in run' -l set -x -a '(__bptui_ask symbols)' -d 'Sets a variable or a register where the watches are armed; repeatable'
complete -c bptui -n '__bptui_in run' -l stacks -x -a 'none\t new\t all\t' -d 'Which call stacks are kept: none, one for each new instruction and slot, one for every hit'
complete -c bptui -n '__bptui_in run' -l backend -x -a 'auto\t ptrace\t perf\t' -d 'How hits are seen: ptrace stops who hits, perf only at a hit that is to stop; auto is ptrace where it can be'
complete -c bptui -n '__bptui_in run' -l rotate -x -d 'How long a turn of flexible watches is, when they outnumber the registers: 100ms by default, or so many hits'
complete -c bptui -n '__bptui_in run' -l on-hit -x -a 'log\t stop\t' -d 'What a hit does to its thread'
complete -c bptui -n '__bptui_in run' -l follow-forks -l no-follow-forks -d 'Children with a copy of the memory are watched as well, each with values of its own'
complete -c bptui -n '__bptui_in run' -l signal -x -d 'What is done with a signal of the program\'s own; repeatable'
complete -c bptui -n '__bptui_in run' -l non-stop -l no-non-stop -d 'A hit or signal that stops leaves the other threads running'
complete -c bptui -n '__bptui_in run' -l batch -d 'No screen: JSON Lines'
complete -c bptui -n '__bptui_in run' -l follow -d 'Batch: lines for people and screen readers instead of JSON'
complete -c bptui -n '__bptui_in run' -s o -l output -r -F -d 'Where batch output goes; the program then keeps its own streams'
complete -c bptui -n '__bptui_in run' -l max-hits -x -d 'Batch: end after so many hits'
complete -c bptui -n '__bptui_in run' -l timeout -x -d 'Batch: end after so many seconds, with status 124'
complete -c bptui -n '__bptui_in run' -l summary -x -a 'writers\t' -d 'Batch: a table on standard error at the end'
complete -c bptui -n '__bptui_in run' -s E -x -d 'Sets a variable of the program\'s environment; repeatable'
complete -c bptui -n '__bptui_in run' -l tty -r -F -d 'A terminal for the program instead of a pane'
complete -c bptui -n '__bptui_in run' -l stdin -r -F -d 'The program\'s standard input comes from a file'
complete -c bptui -n '__bptui_in run' -l stdout -r -F -d 'Its standard output goes to a file, which is created or emptied'
complete -c bptui -n '__bptui_in run' -l stderr -r -F -d 'Its standard error goes to a file; the same as --stdout\'s keeps the order'
complete -c bptui -n '__bptui_in run' -l aslr -l no-aslr -d 'Leaves address space randomization on'
complete -c bptui -n '__bptui_in run' -l syscalls -l no-syscalls -d 'Looks at both ends of every system call and names the one that changed watched memory'
complete -c bptui -n '__bptui_in run' -l affinity -x -a 'auto\t off\t' -d 'Whether a thread that hits often shares the tracer\'s processor for that time: three times as fast'
complete -c bptui -n '__bptui_in run' -l cpu -x -d 'Without a program: the kernel\'s own symbols on these processors; with one, only hits on that one'
complete -c bptui -n '__bptui_in run' -l log -r -F -d 'Records the session; bptui replay and bptui export read it'
complete -c bptui -n '__bptui_in run' -l log-limit -x -d 'Keeps the newest n hits alone, to a few thousand'
complete -c bptui -n '__bptui_in run' -l color -x -a 'auto\t always\t never\t' -d 'Colours on the screen'
complete -c bptui -n '__bptui_in run' -l ascii -l no-ascii -d 'Draws with ASCII characters only'
complete -c bptui -n '__bptui_in run' -l theme -r -a '(__bptui_ask themes)' -d 'A theme\'s name, or its file (TOML); T chooses on the screen'
complete -c bptui -n '__bptui_in run' -l readonly -d 'Keys change nothing of the program, its registers or files'
complete -c bptui -n '__bptui_in run' -l script -r -F -d 'Plays keys and commands from a file; - is standard input'
complete -c bptui -n '__bptui_in run' -l size -x -d 'Plays the script on a screen of this size, without a terminal'
complete -c bptui -n '__bptui_in run' -l no-config -d 'Reads neither config.toml nor a project\'s .bptui.toml'
complete -c bptui -n '__bptui_in run' -l print-config -d 'Prints the configuration that counts, and where each value comes from'
complete -c bptui -n '__bptui_in run' -s p -l pid -x -a '(__bptui_ask processes)' -d 'Attaches to a running process, all its threads; leaving lets it go'
complete -c bptui -n '__bptui_in run' -s V -l version -d 'The versions of bptui and its libraries'
complete -c bptui -n '__bptui_in run' -l help-all -d 'Every option, as bptui help options'
complete -c bptui -n '__bptui_in run' -l print-manual -d 'The manual page; man -l - shows it'
complete -c bptui -n '__bptui_in run' -s h -l help -d 'Show help information'
complete -c bptui -n '__bptui_in demo' -s w -l watch -x -a '(__bptui_ask symbols)' -d 'What to watch: EXPR[/LEN][:w|rw|r|x][@SLOT][,stop|log][,once][,changed][,ignore=N][,thread=TID][,ptrace|perf][,kernel][,every=N][,pinned|flexible|exclusive][ if COND]; repeatable'
complete -c bptui -n '__bptui_in demo' -l at -x -a '(__bptui_ask symbols)' -d 'Where watches are armed: main, entry, a function, file:line, *ADDRESS'
complete -c bptui -n '__bptui_in demo' -l set -x -a '(__bptui_ask symbols)' -d 'Sets a variable or a register where the watches are armed; repeatable'
complete -c bptui -n '__bptui_in demo' -l stacks -x -a 'none\t new\t all\t' -d 'Which call stacks are kept: none, one for each new instruction and slot, one for every hit'
complete -c bptui -n '__bptui_in demo' -l backend -x -a 'auto\t ptrace\t perf\t' -d 'How hits are seen: ptrace stops who hits, perf only at a hit that is to stop; auto is ptrace where it can be'
complete -c bptui -n '__bptui_in demo' -l rotate -x -d 'How long a turn of flexible watches is, when they outnumber the registers: 100ms by default, or so many hits'
complete -c bptui -n '__bptui_in demo' -l on-hit -x -a 'log\t stop\t' -d 'What a hit does to its thread'
complete -c bptui -n '__bptui_in demo' -l follow-forks -l no-follow-forks -d 'Children with a copy of the memory are watched as well, each with values of its own'
complete -c bptui -n '__bptui_in demo' -l signal -x -d 'What is done with a signal of the program\'s own; repeatable'
complete -c bptui -n '__bptui_in demo' -l non-stop -l no-non-stop -d 'A hit or signal that stops leaves the other threads running'
complete -c bptui -n '__bptui_in demo' -l batch -d 'No screen: JSON Lines'
complete -c bptui -n '__bptui_in demo' -l follow -d 'Batch: lines for people and screen readers instead of JSON'
complete -c bptui -n '__bptui_in demo' -s o -l output -r -F -d 'Where batch output goes; the program then keeps its own streams'
complete -c bptui -n '__bptui_in demo' -l max-hits -x -d 'Batch: end after so many hits'
complete -c bptui -n '__bptui_in demo' -l timeout -x -d 'Batch: end after so many seconds, with status 124'
complete -c bptui -n '__bptui_in demo' -l summary -x -a 'writers\t' -d 'Batch: a table on standard error at the end'
complete -c bptui -n '__bptui_in demo' -s E -x -d 'Sets a variable of the program\'s environment; repeatable'
complete -c bptui -n '__bptui_in demo' -l tty -r -F -d 'A terminal for the program instead of a pane'
complete -c bptui -n '__bptui_in demo' -l stdin -r -F -d 'The program\'s standard input comes from a file'
complete -c bptui -n '__bptui_in demo' -l stdout -r -F -d 'Its standard output goes to a file, which is created or emptied'
complete -c bptui -n '__bptui_in demo' -l stderr -r -F -d 'Its standard error goes to a file; the same as --stdout\'s keeps the order'
complete -c bptui -n '__bptui_in demo' -l aslr -l no-aslr -d 'Leaves address space randomization on'
complete -c bptui -n '__bptui_in demo' -l syscalls -l no-syscalls -d 'Looks at both ends of every system call and names the one that changed watched memory'
complete -c bptui -n '__bptui_in demo' -l affinity -x -a 'auto\t off\t' -d 'Whether a thread that hits often shares the tracer\'s processor for that time: three times as fast'
complete -c bptui -n '__bptui_in demo' -l cpu -x -d 'Without a program: the kernel\'s own symbols on these processors; with one, only hits on that one'
complete -c bptui -n '__bptui_in demo' -l log -r -F -d 'Records the session; bptui replay and bptui export read it'
complete -c bptui -n '__bptui_in demo' -l log-limit -x -d 'Keeps the newest n hits alone, to a few thousand'
complete -c bptui -n '__bptui_in demo' -l color -x -a 'auto\t always\t never\t' -d 'Colours on the screen'
complete -c bptui -n '__bptui_in demo' -l ascii -l no-ascii -d 'Draws with ASCII characters only'
complete -c bptui -n '__bptui_in demo' -l theme -r -a '(__bptui_ask themes)' -d 'A theme\'s name, or its file (TOML); T chooses on the screen'
complete -c bptui -n '__bptui_in demo' -l readonly -d 'Keys change nothing of the program, its registers or files'
complete -c bptui -n '__bptui_in demo' -l script -r -F -d 'Plays keys and commands from a file; - is standard input'
complete -c bptui -n '__bptui_in demo' -l size -x -d 'Plays the script on a screen of this size, without a terminal'
complete -c bptui -n '__bptui_in demo' -l no-config -d 'Reads neither config.toml nor a project\'s .bptui.toml'
complete -c bptui -n '__bptui_in demo' -l print-config -d 'Prints the configuration that counts, and where each value comes from'
complete -c bptui -n '__bptui_in demo' -l tour -d 'Shows the way to the culprit: three keys, played for you'
complete -c bptui -n '__bptui_in demo' -s h -l help -d 'Show help information'
complete -c bptui -n '__bptui_in replay' -l color -x -a 'auto\t always\t never\t' -d 'Colours on the screen'
complete -c bptui -n '__bptui_in replay' -l ascii -l no-ascii -d 'Draws with ASCII characters only'
complete -c bptui -n '__bptui_in replay' -l theme -r -a '(__bptui_ask themes)' -d 'A theme\'s name, or its file (TOML); T chooses on the screen'
complete -c bptui -n '__bptui_in replay' -l readonly -d 'Keys change nothing of the program, its registers or files'
complete -c bptui -n '__bptui_in replay' -l script -r -F -d 'Plays keys and commands from a file; - is standard input'
complete -c bptui -n '__bptui_in replay' -l size -x -d 'Plays the script on a screen of this size, without a terminal'
complete -c bptui -n '__bptui_in replay' -l no-config -d 'Reads neither config.toml nor a project\'s .bptui.toml'
complete -c bptui -n '__bptui_in replay' -l print-config -d 'Prints the configuration that counts, and where each value comes from'
complete -c bptui -n '__bptui_in replay' -s h -l help -d 'Show help information'
complete -c bptui -n '__bptui_in export' -l format -x -a 'json\t csv\t text\t perf-script\t trace\t' -d 'What to write'
complete -c bptui -n '__bptui_in export' -s o -l output -r -F -d 'Where to; standard output where nothing is said'
complete -c bptui -n '__bptui_in export' -s h -l help -d 'Show help information'
complete -c bptui -n '__bptui_in doctor' -s h -l help -d 'Show help information'
complete -c bptui -n '__bptui_in decode' -l dr6 -x -d 'A DR6 value'
complete -c bptui -n '__bptui_in decode' -s h -l help -d 'Show help information'
