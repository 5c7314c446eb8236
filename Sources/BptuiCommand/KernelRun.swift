import CursesTerminal
import Glibc
import LinuxTracing
import ProgramModel
import Screen
import ViewModel

/// `--cpu` without a program: who in the kernel touches this symbol, on a screen or in batch.
struct KernelRun {
    var options: TraceOptions
    var processor: ProcessorChoice

    private static let frameMilliseconds: Int32 = 50

    func run() throws -> Int32 {
        try refuseOptions()
        // Rights come first: without them the names are hidden as well.
        if let problem = PerfPrivilege.current().problem(.kernelAddress, wasRefused: false) {
            throw CommandFailure(ExitStatus.noPermission, problem)
        }
        let symbols = KernelSymbols.ofRunningKernel()
        let plan = try KernelPlan(options.watches, symbols: symbols)
        if options.batch {
            let output =
                try options.output.map { path throws(CommandFailure) in try OutputFile(path: path) } ?? OutputFile()
            let feed = try KernelFeed(plan: plan, symbols: symbols, processor: processor.number)
            return try KernelBatch(
                feed: feed, output: output, maximumHits: options.maximumHits, timeoutSeconds: options.timeout,
                tellsStacks: options.stacks.map { $0 != .none } ?? false
            ).run()
        }
        let shelf = try ThemeShelf(options.screen.theme)
        let terminal = try options.screen.openTerminal()
        defer { terminal.close() }
        let feed = try KernelFeed(plan: plan, symbols: symbols, processor: processor.number)
        watch(feed, on: terminal, options.screen.renderer(on: terminal, shelf))
        return ExitStatus.success
    }

    private func refuseOptions() throws(CommandFailure) {
        for (isGiven, name) in [
            (options.at != nil, "--at"), (!options.assignments.isEmpty, "--set"),
            (options.onHit == .stop, "--on-hit stop"),
            (options.backend == .ptrace, "--backend ptrace"), (options.followsForks == true, "--follow-forks"),
            (!options.signals.isEmpty, "--signal"), (options.nonStop == true, "--non-stop"),
            (options.syscalls == true, "--syscalls"),
            (!options.environment.isEmpty, "-E"), (options.tty != nil, "--tty"),
            (options.streams.firstName != nil, options.streams.firstName ?? ""), (options.aslr == true, "--aslr"),
            (options.recording.log != nil, "--log"), (options.summary != nil, "--summary"),
        ] where isGiven {
            throw CommandFailure(
                ExitStatus.usage, "\(name) goes with a program, and --cpu without one watches the kernel: leave one out"
            )
        }
    }

    // MARK: The screen

    private func watch(_ feed: KernelFeed, on terminal: CursesTerminal, _ renderer: ScreenRenderer) {
        let start = Clock.now()
        var board = KernelBoard(
            watches: feed.plan.watches.enumerated().map { index, watch in
                KernelBoard.Watch(
                    name: watch.expression.text, address: watch.event.address, kind: watch.kindWords,
                    armed: feed.events.armedCount(of: index), processors: feed.events.processors.count)
            },
            scope: Self.scope(processor, feed.events.processors.count), width: terminal.size.width,
            height: terminal.size.height)
        var nextCount: UInt64 = 0
        while true {
            terminal.draw(renderer.frame(of: board))
            _ = feed.wait(
                [terminal.inputDescriptor, terminal.signalDescriptor], milliseconds: Self.frameMilliseconds)
            for event in terminal.readEvents() where Self.take(event, &board, terminal) == .leaves { return }
            let now = Clock.now()
            let hits = feed.events.read()
            if !hits.isEmpty { Self.tell(hits, of: feed, to: &board) }
            if now >= nextCount {
                board.missed(feed.events.missedCount())
                nextCount = now + 500_000_000
            }
            board.advance(to: now - start)
        }
    }

    static func scope(_ choice: ProcessorChoice, _ count: Int) -> String {
        choice.number.map { "CPU \($0)" } ?? "\(count) CPU\(count == 1 ? "" : "s")"
    }

    private static func tell(_ hits: [SystemEvents.Hit], of feed: KernelFeed, to board: inout KernelBoard) {
        var names: [UInt64: KernelPlace] = [:]
        let told = hits.map { hit -> KernelBoard.Hit in
            if board.place(hit.pc).function == nil, names[hit.pc] == nil { names[hit.pc] = feed.place(of: hit) }
            for address in hit.chain.dropFirst() where names[address] == nil { names[address] = feed.caller(address) }
            return KernelBoard.Hit(
                watch: hit.watch, processor: hit.processor, tid: hit.tid, task: feed.task(of: hit), pc: hit.pc,
                chain: hit.chain)
        }
        board.learn(names)
        board.take(told)
    }

    private static func take(
        _ event: TerminalEvent, _ board: inout KernelBoard, _ terminal: CursesTerminal
    ) -> KernelBoard.Outcome {
        switch event {
        case .key(.control("l")): terminal.invalidate()
        case .key(.control("z")), .suspend: terminal.suspend()
        case .key(let key), .altKey(let key), .modifiedKey(let key, _): return board.press(key)
        case .mouse(let action):
            switch action.kind {
            case .wheelUp: board.move(by: -1)
            case .wheelDown: board.move(by: 1)
            case .press: board.click(row: action.row - board.listTop)
            case .drag, .release: break
            }
        case .paste: break
        case .resize(let width, let height): board.resize(width: width, height: height)
        case .resumed: terminal.invalidate()
        case .terminate, .vanished: return .leaves
        }
        return .stays
    }
}
