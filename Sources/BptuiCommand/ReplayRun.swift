import Configuration
import CursesTerminal
import Recording
import Screen
import Session
import ViewModel

/// From a recording to the screen.
struct ReplayRun {
    var reader: RecordingReader
    var options: ScreenOptions

    /// Hits that are kept in memory; the others are read from the recording.
    private static let hitLimit = 1 << 13

    /// - Returns: the exit status.
    func run() throws -> Int32 {
        let start = try StartConfiguration(said: options.said, options.configuration, asking: options)
        let options = options.completed(by: start.configuration)
        let player = try options.player()
        let shelf = try ThemeShelf(options.theme, configured: start.theme)
        let terminal = try options.openScreen(for: player)
        defer { terminal.close() }
        let loop = AppLoop(
            terminal: terminal, session: ReplaySession(), programTerminal: nil,
            renderer: options.renderer(on: terminal, shelf),
            log: ScreenLog(replaying: reader, hitLimit: Self.hitLimit))
        loop.use(shelf)
        loop.use(start)
        loop.play(player)
        if options.readonly { loop.onlyLook() }
        return loop.run()
    }
}

/// Answers to the screen of a recording what no recording can do.
final class ReplaySession: FrontSession {
    private var events: [SessionEvent] = []

    var state: TargetState { .absent }
    func start() {}

    func perform(_ command: SessionCommand) {
        switch command {
        // What is known of these was recorded.
        case .describeSite, .describeStop, .nameAddresses, .nameThreads, .completeName, .quit: break
        case .addWatch(let spec, _): events.append(.watchRefused(spec, .state(AppState.nothingRuns)))
        default: events.append(.notice(Notice(.warning, AppState.nothingRuns)))
        }
    }

    func pump() -> [SessionEvent] {
        defer { events = [] }
        return events
    }

    func close() {}
    func closeTracer() {}
    func closeSymbols() {}
    var backendDescriptor: Int32 { -1 }
    var symbolDescriptor: Int32 { -1 }
}
