import CursesTerminal
import Glibc
import LinuxTracing
import ProgramModel
import Screen
import Session
import Tracing
import ViewModel

/// The one event loop of the screen: everything that happens goes through one ordered inbox into the reducer, and the
/// reducer's effects are carried out here.
final class AppLoop {
    private let terminal: any ScreenTerminal
    let session: any FrontSession
    private let log: ScreenLog
    private let programTerminal: PseudoTerminal?
    private var keyboard = ProgramKeyboard()
    private var renderer: ScreenRenderer
    private var shelf: ThemeShelf?
    private(set) var state: AppState
    /// `--script`; nil once it is over.
    private var player: ScriptPlayer?
    /// What ended a script before its end.
    private var scriptFailure: CommandFailure?
    private var inbox: [AppEvent] = []
    /// The watch that the prompt asked for and has no answer to yet.
    private var asked: (text: String, spec: WatchSpec)?
    /// The text whose plan over several slots the user has been shown.
    private var plannedText: String?
    private var exitStatus: Int32?
    /// nil where there is no program.
    private(set) var keeper: WatchKeeper?
    /// `[defaults] restore`.
    private(set) var restoresWatches = false
    private var lookPace = LookPace()
    private var remembered = RememberedScreen()
    /// When something last happened that the screen may still be moving for.
    private var lastChange: UInt64 = 0
    private var pace = FramePace(processors: FramePace.processors)
    /// More than time has gone in since the last frame.
    private var isNews = false
    /// Memory for the next frame.
    private var spareFrame: Frame?

    /// Flashes and toasts end within this time after the last event.
    private static let settleNanoseconds: UInt64 = 6_000_000_000

    init(
        terminal: any ScreenTerminal, session: any FrontSession, programTerminal: PseudoTerminal?,
        renderer: ScreenRenderer,
        log: ScreenLog
    ) {
        self.log = log
        self.terminal = terminal
        self.session = session
        self.programTerminal = programTerminal
        self.renderer = renderer
        let size = terminal.size
        state = log.state(width: size.width, height: size.height)
        remembered.load(into: &state)
    }

    /// What the prompt offers while nothing is watched.
    func suggest(_ expression: String) { state.suggestedWatch = expression }

    /// The themes that can be chosen.
    func use(_ shelf: ThemeShelf) {
        self.shelf = shelf
        let first = shelf.first
        state.themes.entries = shelf.entries
        state.themes.shown = first.name
        if let problem = first.problem { warn(problem) }
    }

    /// The user's keys, and what is wrong in their files.
    func use(_ start: StartConfiguration) {
        state.keys = start.keys
        if let problem = start.problemSummary { warn(problem) }
    }

    /// Watches outlive the program.
    ///
    /// - Parameter restores: the program's own come back by themselves.
    func use(_ keeper: WatchKeeper, restores: Bool) {
        self.keeper = keeper
        restoresWatches = restores
    }
    /// `--script`: the keys and commands that come next.
    func play(_ player: ScriptPlayer?) { self.player = player }

    /// `--stdin` and its like.
    func tell(of files: StreamFiles) { state.programFiles = files }

    /// `--readonly`.
    func onlyLook() { state.isReadOnly = true }

    /// `--non-stop`.
    func stopOneThread() { state.stopsOneThread = true }

    func tell(_ notice: Notice) { inbox.append(.session(.notice(notice))) }

    func warn(_ text: String) { inbox.append(.session(.notice(Notice(.error, text)))) }

    /// Runs until the user leaves, the terminal vanishes or a signal asks for it. The terminal is given back first, then the
    /// session ends.
    ///
    /// - Returns: the exit status.
    func run() -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        inbox.insert(.tick(Clock.now()), at: 0)
        inbox.append(.resize(width: state.width, height: state.height))
        session.start()
        while exitStatus == nil {
            let now = Clock.now()
            let changed = digest()
            if exitStatus != nil { break }
            if changed {
                lastChange = now
                isNews = true
            }
            if playScript(now) { continue }
            if changed || isMoving(now) {
                if !terminal.isReady {
                    // Its answer is input. What happens until then is in the next frame.
                    lastChange = now
                    wait(8_000_000)
                    inbox.append(.tick(Clock.now()))
                } else if now >= due {
                    isNews = false
                    spareFrame = terminal.draw(renderer.frame(of: state, reusing: &spareFrame))
                    pace.shown(from: now, to: Clock.now(), work: FramePace.work)
                    if isMoving(now) { wait(until: pace.due) } else { wait(250_000_000) }
                } else {
                    // Hits wake nobody.
                    wait(until: min(due, now + FramePace.interval))
                    inbox.append(.tick(Clock.now()))
                }
            } else {
                wait(1_000_000_000)
            }
            collect()
        }
        terminal.close()
        if let problem = keeper?.saveAtEnd(session.writtenWatches) { StandardError.say(problem) }
        session.close()
        log.close()
        if let scriptFailure {
            // The screen first: it would scroll the reason away.
            if let screen = scriptFailure.excerpt { StandardError.write(screen) }
            StandardError.say(scriptFailure.message)
        } else if terminal is VirtualTerminal, exitStatus == ExitStatus.success {
            print(PlainFrame.text(renderer.frame(of: state)))
        }
        return exitStatus ?? ExitStatus.success
    }

    /// When the next frame is due. Clocks, bars and flashes alone need fewer.
    private var due: UInt64 { isNews || log.isMoving ? pace.due : pace.due + 2 * FramePace.interval }

    private func isMoving(_ now: UInt64) -> Bool {
        if case .running = session.state { return true }
        if log.isMoving { return true }
        return now < lastChange + Self.settleNanoseconds
    }

    // MARK: In

    private func wait(until time: UInt64) {
        let now = Clock.now()
        wait(time - min(now, time))
    }

    private func wait(_ nanoseconds: UInt64) {
        var polled = [
            pollfd(fd: terminal.inputDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: terminal.signalDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: session.backendDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: session.symbolDescriptor, events: Int16(POLLIN), revents: 0),
            pollfd(
                fd: programTerminal?.descriptor ?? -1, events: Int16(POLLIN | (keyboard.isWaiting ? POLLOUT : 0)),
                revents: 0),
        ]
        poll(&polled, nfds_t(polled.count), Int32(clamping: (nanoseconds + 999_999) / 1_000_000))
    }

    /// Gathers what has happened since the last time, in one order.
    private func collect() {
        let now = Clock.now()
        inbox.append(.tick(now))
        if lookPace.isDue(now) { session.lookForChanges() }
        lookForThemes(now)
        for event in terminal.readEvents() { take(event) }
        for event in session.pump() {
            for command in log.take(event) { session.perform(command) }
            take(event)
        }
        if keyboard.isWaiting { keyboard.flush(to: programTerminal) }
        // Output comes by the megabyte from some programs: a piece a frame keeps the keys alive.
        for _ in 0..<4 {
            guard case .bytes(let bytes)? = programTerminal?.read() else { break }
            log.take(output: bytes)
            inbox.append(.output(bytes))
        }
        // The last piece of a way has its frame, too.
        if log.isMoving { lastChange = Clock.now() }
        inbox += log.pump(&state).map { .session(.notice($0)) }
    }

    private func lookForThemes(_ now: UInt64) {
        guard let news = shelf?.look(now, shown: state.themes.shown), let themes = shelf?.themes else { return }
        var capabilities = renderer.capabilities
        capabilities.themes = themes
        renderer = ScreenRenderer(capabilities)
        inbox.append(.themes(news.entries))
        for notice in news.notices { inbox.append(.session(.notice(notice))) }
    }

    private func take(_ event: TerminalEvent) {
        switch event {
        case .key(let key): inbox.append(.key(key))
        case .altKey(let key):
            switch state.keyContext {
            // As a terminal sends it.
            case .keyboard: inbox += [.key(.escape), .key(key)]
            // Would else be typed into a line, or answer a question.
            case .prompt, .filter, .confirmation, .help, .palette: break
            default: inbox.append(.key(key))
            }
        case .modifiedKey(let key, let modifiers): inbox.append(.modifiedKey(key, modifiers))
        case .mouse(let action): inbox.append(.mouse(action))
        case .paste(let text): inbox.append(.paste(text))
        case .resize(let width, let height): inbox.append(.resize(width: width, height: height))
        case .terminate(let signal): exitStatus = ExitStatus.signal(signal)
        case .suspend: terminal.suspend()
        case .resumed: terminal.invalidate()
        case .vanished: exitStatus = ExitStatus.signal(SIGHUP)
        }
    }

    /// The session's answers to the prompt go to the prompt, its other refusals are notices.
    private func take(_ event: SessionEvent) {
        player?.note(event)
        if takeForKeeper(event) { return }
        switch event {
        case .watchAdded(let spec, _):
            if asked?.spec == spec {
                asked = nil
                plannedText = nil
                inbox.append(.addWatchSucceeded)
            }
        case .watchPlanned(let spec, let plan):
            if let asked, asked.spec == spec {
                plannedText = asked.text
                self.asked = nil
                inbox.append(.addWatchFailed(ExpressionError(plan + " — Enter again arms them")))
            }
        case .watchRefused(let spec, let refusal):
            if asked?.spec == spec {
                asked = nil
                inbox.append(.addWatchFailed(RefusalText.expressionError(refusal)))
            } else {
                inbox.append(.session(.notice(Notice(.error, RefusalText.failure(spec, refusal).message))))
            }
        case .locationRefused(let error):
            inbox.append(
                .session(.notice(Notice(.error, "--at: \(RefusalText.sentence(error)); stopped at the start instead"))))
        case .launchRefused(let error):
            inbox.append(.session(.notice(Notice(.error, RefusalText.failure(error).message))))
        default: inbox.append(.session(event))
        }
    }

    // MARK: Through the reducer, and out

    /// Feeds the inbox to the reducer.
    ///
    /// - Returns: whether anything but time went in.
    private func digest() -> Bool {
        var changed = false
        while !inbox.isEmpty, exitStatus == nil {
            let events = inbox
            inbox = []
            for event in events {
                if case .tick = event {} else { changed = true }
                for effect in state.update(event) { carryOut(effect) }
            }
        }
        if changed, !state.isReadOnly, let problem = remembered.keep(state) { warn(problem) }
        return changed
    }

    private func carryOut(_ effect: AppEffect) {
        switch effect {
        case .session(let command):
            player?.note(command)
            session.perform(command)
        case .addWatch(let text): addWatch(text)
        case .writeToProgram(let bytes): keyboard.type(bytes, to: programTerminal)
        case .resizeProgramTerminal(let columns, let rows): try? programTerminal?.resize(columns: columns, rows: rows)
        case .scrub(let scrub): log.scrub(scrub, &state)
        case .export(let path, let format):
            if let notice = log.export(path, format) { inbox.append(.session(.notice(notice))) }
        case .saveWatches(let name): keeping { $0.save(session.writtenWatches, as: name) }
        case .loadWatches(let name): loadWatches(name)
        case .copy: copy()
        case .rememberTheme(let name): rememberTheme(name)
        case .saveScreen(let path, let replaces): saveScreen(path, replaces: replaces)
        case .redraw: terminal.invalidate()
        case .suspend: terminal.suspend()
        case .quit: exitStatus = ExitStatus.success
        }
    }

    private func copy() {
        let isInsideTmux = getenv("TMUX") != nil
        let copied = renderer.copyText(of: state, isInsideTmux: isInsideTmux)
        if !copied.text.isEmpty {
            terminal.send(ClipboardSequence.bytes(for: copied.text, isInsideTmux: isInsideTmux))
        }
        inbox.append(.session(.notice(copied.notice)))
    }

    private func addWatch(_ text: String) {
        do throws(ExpressionError) {
            let spec = try WatchSpec(parsing: text)
            asked = (text, spec)
            session.perform(.addWatch(spec, acceptsSplit: plannedText == text))
            plannedText = nil
        } catch {
            inbox.append(.addWatchFailed(error))
        }
    }

    // MARK: The script and the screen as a file

    /// Goes on with the script.
    ///
    /// - Returns: whether something is to be digested before anything else.
    private func playScript(_ now: UInt64) -> Bool {
        guard let player else { return false }
        switch player.move(state, now: now, frame: { renderer.frame(of: state) }) {
        case .wait: return false
        case .events(let events): inbox += events
        case .save(let path, let replaces, let place):
            do throws(CommandFailure) {
                try ScreenFile.write(renderer.frame(of: state), to: path, replaces: replaces)
            } catch {
                endScript(CommandFailure(error.status, "\(place): \(error.message)"))
            }
        case .resize(let size):
            guard let screen = terminal as? VirtualTerminal else {
                endScript(CommandFailure(ExitStatus.usage, "'resize' in a script goes with --size"))
                return true
            }
            screen.resize(size)
            inbox.append(.resize(width: size.width, height: size.height))
        case .over:
            self.player = nil
            // At a terminal it is the person's turn.
            if terminal is VirtualTerminal { exitStatus = ExitStatus.success }
        case .failed(let failure): endScript(failure)
        }
        return true
    }

    private func endScript(_ failure: CommandFailure) {
        player = nil
        scriptFailure = failure
        exitStatus = failure.status
    }

    private func saveScreen(_ path: String, replaces: Bool) {
        do throws(CommandFailure) {
            try ScreenFile.write(renderer.frame(of: state), to: path, replaces: replaces)
            inbox.append(
                .session(.notice(Notice(.information, "the screen is saved to \(DisplayText.sanitized(path))"))))
        } catch {
            inbox.append(.session(.notice(Notice(.error, error.message))))
        }
    }
}
