import ArgumentParser
import CursesTerminal
import Glibc
import ProgramModel
import Session
import Symbols
import TracerProcess
import Tracing
import WatchSlots

/// `--on-hit`.
enum HitChoice: String, ExpressibleByArgument, CaseIterable {
    case log, stop
    var action: HitAction { self == .log ? .log : .stop }
}

/// `--stacks`.
enum StackChoice: String, ExpressibleByArgument, CaseIterable {
    case none, new, all
    var policy: SamplePolicy.Stacks {
        switch self {
        case .none: .none
        case .new: .new
        case .all: .all
        }
    }
}

/// `--backend`.
enum BackendChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, ptrace, perf
}

/// `--affinity`.
enum AffinityChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, off
}

/// `--summary`.
enum SummaryChoice: String, ExpressibleByArgument, CaseIterable {
    case writers
}

/// How a program is traced, on the screen or in batch.
struct TraceOptions: ParsableArguments {
    @Option(
        name: [.customShort("w"), .customLong("watch")],
        help: ArgumentHelp(
            """
            What to watch: EXPR[/LEN][:w|rw|r|x][@SLOT][,stop|log][,once]
            [,changed][,ignore=N][,thread=TID][,ptrace|perf][,kernel][,every=N]
            [,pinned|flexible|exclusive][ if COND]; repeatable.
            """, valueName: "spec"))
    var watches: [String] = []

    @Option(
        help: ArgumentHelp(
            "Where watches are armed: main, entry, a function, file:line, *ADDRESS.", valueName: "location"))
    var at: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Sets a variable or a register where the watches are armed; repeatable.", valueName: "expr=value"))
    var assignments: [String] = []

    @Option(
        help: ArgumentHelp(
            "Which call stacks are kept: none, one for each new instruction and slot, one for every hit.",
            valueName: "none|new|all"))
    var stacks: StackChoice?

    @Option(
        help: ArgumentHelp(
            "How hits are seen: ptrace stops who hits, perf only at a hit that is to stop; auto is ptrace where it can be.",
            valueName: "auto|ptrace|perf"))
    var backend: BackendChoice?

    @Option(
        help: ArgumentHelp(
            "How long a turn of flexible watches is, when they outnumber the registers: 100ms by default, or so many hits.",
            valueName: "TIMEms|Nhits"))
    var rotate: String?

    @Option(name: .customLong("on-hit"), help: ArgumentHelp("What a hit does to its thread.", valueName: "log|stop"))
    var onHit: HitChoice?

    @Flag(
        name: .customLong("follow-forks"), inversion: .prefixedNo,
        help: "Children with a copy of the memory are watched as well, each with values of its own.")
    var followsForks: Bool?

    @Option(
        name: .customLong("signal"),
        help: ArgumentHelp(
            "What is done with a signal of the program's own; repeatable.", valueName: "name=pass|stop|ignore"))
    var signals: [String] = []

    @Flag(
        name: .customLong("non-stop"), inversion: .prefixedNo,
        help: "A hit or signal that stops leaves the other threads running.")
    var nonStop: Bool?

    @Flag(help: "No screen: JSON Lines.")
    var batch = false

    @Flag(help: "Batch: lines for people and screen readers instead of JSON.")
    var follow = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where batch output goes; the program then keeps its own streams.", valueName: "file"))
    var output: String?

    @Option(
        name: .customLong("max-hits"),
        help: ArgumentHelp("Batch: end after so many hits.", valueName: "n"))
    var maximumHits: UInt64?

    @Option(help: ArgumentHelp("Batch: end after so many seconds, with status 124.", valueName: "seconds"))
    var timeout: Double?

    @Option(
        help: ArgumentHelp("Batch: a table on standard error at the end.", valueName: "writers"))
    var summary: SummaryChoice?

    @Option(
        name: [.customShort("E")],
        help: ArgumentHelp("Sets a variable of the program's environment; repeatable.", valueName: "var=value"))
    var environment: [String] = []

    @Option(help: ArgumentHelp("A terminal for the program instead of a pane.", valueName: "path"))
    var tty: String?

    @OptionGroup var streams: StreamOptions

    @Flag(inversion: .prefixedNo, help: "Leaves address space randomization on.")
    var aslr: Bool?

    @Flag(
        inversion: .prefixedNo,
        help: "Looks at both ends of every system call and names the one that changed watched memory.")
    var syscalls: Bool?

    @Option(
        help: ArgumentHelp(
            "Whether a thread that hits often shares the tracer's processor for that time: three times as fast.",
            valueName: "auto|off"))
    var affinity: AffinityChoice?

    @Option(
        help: ArgumentHelp(
            "Without a program: the kernel's own symbols on these processors; with one, only hits on that one.",
            valueName: "all|n"))
    var cpu: ProcessorChoice?

    @OptionGroup var recording: RecordingOptions

    @OptionGroup var screen: ScreenOptions

    func validate() throws {
        if let timeout, !(timeout > 0 && timeout < 1e9) {
            throw ValidationError("--timeout takes a number of seconds over 0, not \(timeout)")
        }
        if maximumHits == 0 { throw ValidationError("--max-hits takes a number from 1") }
        for (given, name) in [
            (output != nil, "-o"), (maximumHits != nil, "--max-hits"), (timeout != nil, "--timeout"),
            (summary != nil, "--summary"), (follow, "--follow"),
        ] where given && !batch {
            throw ValidationError("\(name) goes with --batch")
        }
        if screen.script != nil, batch { throw ValidationError("--script goes with the screen, not with --batch") }
        if tty != nil, batch {
            throw ValidationError("--tty goes with the screen; in batch the program keeps our streams")
        }
        if tty != nil, let name = streams.firstName {
            throw ValidationError("\(name) goes without --tty, which is all three streams")
        }
        for variable in environment where !variable.contains("=") || variable.hasPrefix("=") {
            throw ValidationError("-E takes VAR=VALUE, not '\(variable)'")
        }
    }
}

/// `--color`.
enum ColorOption: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
    var terminalChoice: ColorChoice {
        switch self {
        case .auto: .auto
        case .always: .always
        case .never: .never
        }
    }
}

struct ScreenOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Colours on the screen.", valueName: "auto|always|never"))
    var color: ColorOption?

    @Flag(inversion: .prefixedNo, help: "Draws with ASCII characters only.")
    var ascii: Bool?

    @Option(help: ArgumentHelp("A theme's name, or its file (TOML); T chooses on the screen.", valueName: "name|file"))
    var theme: String?

    @Flag(help: "Keys change nothing of the program, its registers or files.")
    var readonly = false

    @Option(
        help: ArgumentHelp(
            "Plays keys and commands from a file; - is standard input. bptui help script tells its words.",
            valueName: "file"))
    var script: String?

    @Option(
        help: ArgumentHelp("Plays the script on a screen of this size, without a terminal.", valueName: "120x36"))
    var size: ScreenSize?

    @OptionGroup var configuration: ConfigurationOptions
}

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Who touches this memory, and which debug register saw it?",
        usage: """
            bptui [options] [--] program [args…]
            bptui [options] -p pid|name                attaches to a running process
            bptui demo [options]                       the built-in target
            bptui replay recording                     a recording on the same screen, without a process
            bptui export recording [--format csv]      a recording as JSON Lines, CSV, perf script, trace
            bptui doctor                               proves that each slot fires here
            bptui decode 0xD0402 [--dr6 0xFFFF0FF1]    explains a DR7 and a DR6 value
            """,
        discussion: """
            EXAMPLES
              bptui ./program                      stops at main: a watches, c continues
              bptui -w counter ./program           watches writes to counter
              bptui -w 'cfg.limits[2]:rw@1,stop' ./program
              bptui -w 'counter if new > 100' ./program
              bptui -p 4242 -w counter             in a process that runs already
              bptui --batch -w counter ./program   JSON Lines instead of a screen
              bptui --cpu all -w jiffies_64        who in the kernel touches it
              bptui --log run.rec -w counter ./program
              bptui --batch -w counter --summary writers -o hits.jsonl ./program
            """,
        shouldDisplay: false)

    @OptionGroup var options: TraceOptions

    @Option(
        name: [.customShort("p"), .customLong("pid")],
        help: ArgumentHelp(
            "Attaches to a running process, all its threads; leaving lets it go.", valueName: "pid|name"))
    var process: String?

    @Flag(name: [.customShort("V"), .customLong("version")], help: "The versions of bptui and its libraries.")
    var showsVersion = false

    @Flag(name: .customLong("help-all"), help: "Every option, as bptui help options.")
    var showsOptions = false

    @Flag(name: .customLong("print-manual"), help: "The manual page; man -l - shows it.")
    var printsManual = false

    @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
    var command: [String] = []

    func run() throws {
        if showsVersion { return print(BptuiVersion.text) }
        if showsOptions { return print(HelpText.options) }
        if printsManual { return print(ManualPage(ToolDescription.bptui).text, terminator: "") }
        let command = try LeadingOption.checked(command, of: Self.self)
        if try options.printsConfiguration() { return }
        if let process { return try attach(to: process, command) }
        if let processor = options.cpu, command.isEmpty {
            let status = try KernelRun(options: options, processor: processor).run()
            if status != ExitStatus.success { throw ExitCode(status) }
            return
        }
        guard let program = command.first else {
            throw CommandFailure(
                ExitStatus.usage, "which program? Usage: bptui [options] [--] program [args…]; bptui --help says more")
        }
        try TraceRun(program: program, arguments: Array(command.dropFirst()), options: options).run()
    }

    private func attach(to text: String, _ command: [String]) throws {
        for (given, name) in [
            (options.at != nil, "--at"), (!options.environment.isEmpty, "-E"), (options.tty != nil, "--tty"),
            (options.streams.firstName != nil, options.streams.firstName ?? ""),
            (options.aslr == true, "--aslr"), (!command.isEmpty, command.first.map { "'\($0)'" } ?? ""),
        ] where given {
            throw CommandFailure(
                ExitStatus.usage,
                "\(name) goes with a program to start, and -p attaches to one that runs: leave one out")
        }
        let process = try ProcessFinder.find(text, asking: options.batch ? nil : options.screen)
        try TraceRun(program: process.path, arguments: [], options: options, process: process).run()
    }
}
