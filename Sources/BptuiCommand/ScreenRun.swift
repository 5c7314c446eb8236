import Configuration
import CursesTerminal
import Glibc
import LinuxTracing
import Screen
import Session
import Symbols
import TracerProcess
import Tracing
import ViewModel

/// From a launch plan to a session on the screen.
struct ScreenRun {
    var plan: LaunchPlan
    var options: TraceOptions
    var choice: MechanismChoice
    var start: StartConfiguration
    /// What the prompt offers while nothing is watched.
    var suggestedWatch = ""
    /// A script of ours; nil plays that of `--script`.
    var player: ScriptPlayer?

    /// - Returns: the exit status.
    func run() throws -> Int32 {
        let player = try player ?? options.screen.player()
        let shelf = try ThemeShelf(options.screen.theme, configured: start.theme)
        if let path = options.tty { try Self.checkTerminal(path) }
        let proof = HardwareProof.run()
        let log = try ScreenLog(recording: plan, options.recording)
        let terminal = try options.screen.openScreen(for: player)
        // Whatever fails from here on is said on a terminal that is as it was.
        defer { terminal.close() }
        let programTerminal = try options.tty == nil && plan.attach == nil ? PseudoTerminal(columns: 80, rows: 24) : nil
        var plan = plan
        plan.launch.terminal = .path(
            options.tty ?? programTerminal?.path ?? "/dev/null", except: options.streams.opened)
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let tracer = try TracerStart.spawn(
            streams: .init(input: null, output: null, error: null), terminal: programTerminal?.descriptor,
            observes: choice.observes)
        let session = LiveSession(backend: tracer, symbols: SymbolWorker(), plan: plan)
        let loop = AppLoop(
            terminal: terminal, session: session, programTerminal: programTerminal,
            renderer: options.screen.renderer(on: terminal, shelf), log: log)
        loop.use(shelf)
        loop.use(start)
        loop.use(
            WatchKeeper(program: plan.launch.path), restores: start.configuration[.restore]?.boolean == true)
        loop.suggest(suggestedWatch)
        loop.tell(of: options.streams.files)
        if options.screen.readonly { loop.onlyLook() }
        loop.play(player)
        if options.nonStop == true { loop.stopOneThread() }
        if let problem = proof.problem {
            loop.warn((proof.rulesOutHits ? "no hit can be expected here: " : "not every slot is free: ") + problem)
        }
        if let notice = choice.notice { loop.warn(notice) }
        return loop.run()
    }

    /// The program gets this file as its standard streams: anything but a terminal would be written over.
    private static func checkTerminal(_ path: String) throws(CommandFailure) {
        let descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(
                ExitStatus.usage,
                "--tty \(path): \(String(cString: strerror(errno))); give a terminal of yours, as its tty command names it"
            )
        }
        defer { close(descriptor) }
        guard isatty(descriptor) == 1 else {
            throw CommandFailure(
                ExitStatus.usage, "--tty \(path) is not a terminal; give one of yours, as its tty command names it")
        }
    }
}
