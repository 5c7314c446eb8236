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
    /// What the prompt offers while nothing is watched.
    var suggestedWatch = ""

    /// - Returns: the exit status.
    func run() throws -> Int32 {
        let theme = try Self.loadTheme(options.screen)
        if let path = options.tty { try Self.checkTerminal(path) }
        let proof = HardwareProof.run()
        let log = try ScreenLog(recording: plan, options.recording)
        let terminal = try Self.openTerminal(options.screen)
        // Whatever fails from here on is said on a terminal that is as it was.
        defer { terminal.close() }
        let programTerminal = try options.tty == nil && plan.attach == nil ? PseudoTerminal(columns: 80, rows: 24) : nil
        var plan = plan
        plan.launch.terminal = .path(options.tty ?? programTerminal?.path ?? "/dev/null")
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let tracer = try TracerStart.spawn(
            streams: .init(input: null, output: null, error: null), terminal: programTerminal?.descriptor)
        let session = LiveSession(backend: tracer, symbols: SymbolWorker(), plan: plan)
        let loop = AppLoop(
            terminal: terminal, session: session, programTerminal: programTerminal,
            renderer: ScreenRenderer(
                ScreenCapabilities(
                    depth: terminal.capabilities.colorDepth,
                    unicode: terminal.capabilities.unicode && !options.screen.ascii, theme: theme)), log: log)
        loop.suggest(suggestedWatch)
        if let problem = proof.problem {
            loop.warn((proof.rulesOutHits ? "no hit can be expected here: " : "not every slot is free: ") + problem)
        }
        return loop.run()
    }

    static func loadTheme(_ options: ScreenOptions) throws(CommandFailure) -> Theme {
        let name = options.theme ?? ThemeFile.standardName
        let text: String
        if let builtIn = ThemeFile.builtIn[name] {
            text = builtIn
        } else if let bytes = FileBytes.read(name) {
            text = String(decoding: bytes, as: UTF8.self)
        } else {
            let names = ThemeFile.builtIn.keys.sorted().joined(separator: ", ")
            throw CommandFailure(
                ExitStatus.usage, "no theme '\(name)': \(String(cString: strerror(errno))); built in: \(names)")
        }
        switch ThemeFile.parse(text) {
        case .success(let theme): return theme
        case .failure(let problems):
            throw CommandFailure(
                ExitStatus.usage, "the theme is not used: " + (problems.problems.first?.description(file: name) ?? name)
            )
        }
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

    static func openTerminal(_ options: ScreenOptions) throws(CommandFailure) -> CursesTerminal {
        do {
            return try CursesTerminal(color: options.color.terminalChoice)
        } catch {
            throw CommandFailure(ExitStatus.unavailable, error.description)
        }
    }
}
