import ArgumentParser
import Glibc
import LinuxTracing
import ProgramModel
import Recording
import Session
import Symbols
import TracerProcess
import Tracing
import WatchSlots

/// From a command line to a session on a screen or in batch.
struct TraceRun {
    var program: String
    var arguments: [String]
    var options: TraceOptions
    /// A process to attach to instead of starting the program.
    var process: RunningProcess?
    /// What the prompt offers while nothing is watched.
    var suggestedWatch = ""
    /// A script of ours; nil plays that of `--script`.
    var player: ScriptPlayer?

    func run() throws {
        // What cannot be is said before anything is asked.
        if process == nil {
            _ = try ProgramFinder.find(program)
            try options.streams.check()
        }
        _ = try options.watches.map(parse)
        let screen = options.screen
        let start = try StartConfiguration(
            said: options.said, screen.configuration, asking: options.batch ? nil : screen)
        if options.batch { start.say() }
        var run = self
        run.options = options.completed(by: start.configuration, isAttaching: process != nil)
        try run.run(start)
    }

    private func run(_ start: StartConfiguration) throws {
        let path = try process?.path ?? ProgramFinder.find(program)
        let specs = try options.watches.map(parse)
        let configuration = LaunchConfiguration(
            path: path, arguments: process?.arguments ?? [program] + arguments, environment: environment(),
            randomizesAddresses: options.aslr == true)
        var plan = LaunchPlan(
            launch: configuration, attach: process?.pid, location: options.at ?? "main",
            isLocationChosen: options.at != nil,
            watches: specs, defaultAction: (options.onHit ?? .log).action, assignments: options.assignments)
        plan.launch.options.samples = SamplePolicy(stacks: options.stacks?.policy ?? .new)
        // What perf samples it samples at every hit: only when asked.
        plan.launch.options.samples.includesPerf = options.stacks.map { $0 != .none } ?? false
        let backend = try backend()
        plan.launch.options.processor = options.cpu?.number
        let choice = MechanismChoice(backend, process: process?.pid)
        plan.defaultMechanism = choice.mechanism
        plan.launch.options.followsForks = options.followsForks == true
        plan.launch.options.stopsAllThreads = options.nonStop != true
        plan.signals = try options.signalPolicy()
        plan.launch.options.watchesSystemCalls = options.syscalls == true
        plan.launch.options.stopsAtExec = true
        if let rotate = options.rotate {
            do throws(RotationPaceError) {
                plan.launch.options.rotation = try RotationPace(parsing: rotate)
            } catch {
                throw CommandFailure(ExitStatus.usage, "--rotate \(rotate): \(error)")
            }
        }
        plan.launch.options.sharesProcessor = options.affinity != .off
        let status: Int32
        if options.batch {
            plan.resumesWhenArmed = true
            let files = options.streams.opened
            if !files.isEmpty {
                plan.launch.terminal = .files(input: files.input, output: files.output, error: files.error)
            }
            plan.tellsStacks = true
            if let notice = choice.notice { StandardError.say(notice) }
            status = try runBatch(plan, observes: choice.observes)
        } else {
            // A front that is suspended must not hold up the program.
            plan.launch.options.overflow = .drop
            status = try ScreenRun(
                plan: plan, options: options, choice: choice, start: start, suggestedWatch: suggestedWatch,
                player: player
            ).run()
        }
        if status != ExitStatus.success { throw ExitCode(status) }
    }

    /// Hits on one processor are perf's to tell: ptrace goes with a thread wherever it runs.
    private func backend() throws(CommandFailure) -> BackendChoice {
        guard let number = options.cpu?.number else { return options.backend ?? .auto }
        guard options.backend != .ptrace else {
            throw CommandFailure(
                ExitStatus.usage, "--cpu \(number) goes with --backend perf: ptrace sees a thread on every processor")
        }
        let online = (try? SystemEvents.online()) ?? []
        guard online.isEmpty || online.contains(number) else {
            let names = online.map(String.init).joined(separator: ", ")
            throw CommandFailure(ExitStatus.unavailable, "no processor \(number) is online here; there are \(names)")
        }
        return .perf
    }

    private func runBatch(_ plan: LaunchPlan, observes: Bool) throws -> Int32 {
        // No hits must mean that nothing happened, never that nothing can fire here.
        if !plan.watches.isEmpty {
            let proof = HardwareProof.run()
            if proof.rulesOutHits, let problem = proof.problem {
                throw CommandFailure(ExitStatus.unavailable, "nothing can be watched here: \(problem)")
            }
        }
        let output =
            try options.output.map { path throws(CommandFailure) in try OutputFile(path: path) } ?? OutputFile()
        // Without -o our standard output is the JSON's, so the program's goes to standard error.
        let streams = options.output == nil ? RemoteTracer.Streams(output: 2) : RemoteTracer.Streams()
        let recorder = try options.recording.log.map { path throws(CommandFailure) in
            try RecordingStart.named(path, plan: plan, limit: options.recording.limit)
        }
        let startTime = Clock.now()
        let tracer = try TracerStart.spawn(streams: streams, observes: observes)
        let session = LiveSession(backend: tracer, symbols: SymbolWorker(), plan: plan)
        let front = BatchFront(
            session: session, output: output,
            options: BatchOptions(
                maximumHits: options.maximumHits, timeoutSeconds: options.timeout, follows: options.follow,
                showsStacks: options.stacks.map { $0 != .none } ?? false, summary: options.summary,
                startTime: startTime),
            stacks: plan.launch.options.samples.stacks, recorder: recorder)
        return try front.run()
    }

    private func parse(_ text: String) throws -> WatchSpec {
        do {
            return try WatchSpec(parsing: text)
        } catch {
            throw RefusalText.failure("watch", text, error)
        }
    }

    private func environment() -> [String] {
        var variables: [String] = []
        var at = environ
        while let variable = at.pointee {
            variables.append(String(cString: variable))
            at += 1
        }
        for setting in options.environment {
            let name = setting.prefix { $0 != "=" } + "="
            variables.removeAll { $0.hasPrefix(name) }
            variables.append(setting)
        }
        return variables
    }
}

enum TracerStart {
    static func spawn(
        streams: RemoteTracer.Streams, terminal: Int32? = nil, observes: Bool = false
    ) throws(CommandFailure) -> RemoteTracer {
        do {
            return try RemoteTracer.spawn(streams: streams, terminal: terminal, observes: observes)
        } catch {
            throw CommandFailure(ExitStatus.internalFault, error.description)
        }
    }
}
