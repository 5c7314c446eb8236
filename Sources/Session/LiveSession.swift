import DebugRegisters
package import ProgramModel
package import Tracing
import WatchSlots

/// A traced program with meaning: drives a backend and a symbol service, and turns what they say into one ordered stream
/// of events.
///
/// Used from one thread. Nothing here waits: call `pump` whenever a descriptor is readable and at the front's own pace.
package final class LiveSession {
    let backend: any TracingBackend
    let symbols: any SymbolService
    let plan: LaunchPlan

    // What is under way.
    private var nextNumber: UInt64 = 1
    var commands: [CommandNumber: Purpose] = [:]
    var questions: [UInt64: Question] = [:]
    var events: [SessionEvent] = []
    var startup = Startup()
    /// The program is being killed to be started anew.
    var restartsAfterExit = false

    // What is known of the program.
    package internal(set) var state: TargetState = .absent
    var pid: Int32 = 0
    /// The file that the process runs, which execve changes.
    var programPath: String
    var threads: Set<Int32> = []
    /// Living threads that were there before us, of which only the number is known.
    var unnamedThreads = 0
    /// Threads of other processes that share the memory.
    var foreignThreads: Set<Int32> = []
    var lastStop: Stop?
    var askedPlaces: Set<PlaceQuery> = []
    var missed: UInt64 = 0
    /// Hits that were only counted, by slot; the tracer's counts go on over the runs of a session.
    var suppressed: [UInt64] = [0, 0, 0, 0]
    var suppressedBefore: [UInt64] = [0, 0, 0, 0]
    var sites = SiteTable()
    var evidence = Evidence()
    /// Questions about pairs for which threads wait.
    var awaitedPairs: [UInt32: TracingEvent.SitePair] = [:]
    var nextAwaited: UInt32 = 0
    /// The stopped thread in which names are looked up; nil while the program runs, and until its registers are known.
    var context: EvaluationContext?
    /// Questions that wait for the registers of the stopped thread.
    var awaitingContext: [Question] = []
    /// The registers of the last stop have been asked for and not come yet.
    var asksForContext = false
    /// Questions for the stack of one hit of many that have no answer yet.
    var stacksUnderWay = 0
    /// Calls that changed memory and whose callers are being found out.
    var openChanges = 0
    /// The ways into the kernel that hits come from.
    var kernelPaths: [KernelPath.Key: KernelPath] = [:]
    var toldBlindness: KernelBlindness?
    /// What their arguments point to.
    var argumentNames: [UInt64: String] = [:]
    /// Hits that found another value than was seen last, until it is known whether they read or store.
    var openReads: [SiteID: [HitRecord]] = [:]
    /// The tracer was asked to look for changes and has not answered.
    var isLooking = false
    /// Events of the tracer taken so far, modulo 2³².
    var eventCount: UInt32 = 0
    /// Hits that followed an event which has not arrived yet.
    var early: [HitRecord] = []
    /// No event will follow: nothing waits for one any more.
    var isTracerClosed = false
    var signalPolicy: [Int32: SignalTreatment]

    /// A step was asked for last: a new program that it leads into is stopped, too.
    var isStepping = false
    /// A new program is on its way to where its watches are armed; nil for none.
    var rearming: Rearming?

    // The watches.
    var watches = NamedWatches()
    /// What the next start arms.
    var planned: [PlannedWatch]
    /// `--set`, as far as it has not been asked for at this start.
    var startAssignments: ArraySlice<String> = []
    /// True while the table says what the user wants armed: from the end of a start until the next, or until an exec
    /// took the watches away.
    var tableIsWish = false

    /// What a command was for, until it is answered.
    enum Purpose {
        case launch
        case add(PlannedWatch, ResolvedExpression, atStart: Bool)
        case assign(String, atStart: Bool)
        /// The registers of the stopped thread, for what is asked next.
        case context
        /// A watch of the start that is to be disabled, as it was in the run before.
        case disable(WatchSpec, WatchID)
        case change(WatchID)
        case value(SlotIndex, byteCount: Int)
        case runTo
        case threads
        case killForRestart
        case look
        case other
    }

    /// What the symbol service was asked, until it answers.
    enum Question {
        case location
        case watch(PlannedWatch, acceptsSplit: Bool, atStart: Bool, isSecondTry: Bool)
        /// The condition of a watch that is being added, whose expression is known by now.
        case watchCondition(PlannedWatch, ResolvedExpression, acceptsSplit: Bool, atStart: Bool)
        case condition(WatchID, String)
        case assignment(String, atStart: Bool)
        case value(String)
        case siteDetail(SiteID)
        case siteStack(SiteID)
        case hitStack(trap: UInt64, SlotIndex)
        case stopStack(tid: Int32)
        case frame(FrameUse, Stop)
        /// Where the program is to run to.
        case destination(String)
        /// Who made the system call that changed something.
        case change(FoundChange)
        /// What of the kernel's made an access, and then who called it.
        case kernel(SiteID)
        case kernelCaller(SiteID)
    }

    package init(backend: any TracingBackend, symbols: any SymbolService, plan: LaunchPlan) {
        self.backend = backend
        self.symbols = symbols
        self.plan = plan
        programPath = plan.launch.path
        signalPolicy = plan.signals
        planned = plan.watches.map { PlannedWatch(spec: $0) }
    }

    package var isAlive: Bool {
        switch state {
        case .starting, .running, .stopped: true
        case .absent, .exited, .lost: false
        }
    }

    // MARK: Commands

    package func start() {
        startup.launch(
            location: plan.location, isLocationChosen: plan.isLocationChosen, resumesWhenArmed: plan.resumesWhenArmed)
        if !signalPolicy.isEmpty { submit(.setSignalPolicy(signalPolicy), for: .other) }
        if let pid = plan.attach {
            submit(.attach(pid: pid, plan.launch.options), for: .launch)
        } else {
            submit(.launch(plan.launch), for: .launch)
        }
    }

    package func perform(_ command: SessionCommand) {
        if case .lost(let reason) = state, command != .quit {
            refuse(command, "\(reason); leave bptui and start it again")
            return
        }
        switch command {
        case .addWatch(let spec, let acceptsSplit):
            guard isAlive else {
                refuse(command, "no program is running; restart it first (r)")
                return
            }
            ask(.watch(PlannedWatch(spec: spec), acceptsSplit: acceptsSplit, atStart: false, isSecondTry: false))
        case .removeWatch(let id): submit(.removeWatch(id), for: .other)
        case .setEnabled(let id, let isEnabled): submit(.setEnabled(id, isEnabled), for: .other)
        case .setKind(let id, let kind):
            change(id) { request, name in WatchIntent.setKind(kind, of: &request, named: name) }
        case .setLength(let id, let length): setLength(id, length)
        case .setAction(let id, let action): change(id) { request, _ in request.action = action }
        case .setMechanism(let id, let mechanism):
            change(id) { request, _ in
                request.mechanism = mechanism
                if mechanism == .ptrace { request.every = 1 }
            }
        case .setClaim(let id, let claim): change(id) { request, _ in request.claim = claim }
        case .setCondition, .setIgnoreCount, .setOneShot, .setChangedOnly, .setReadsOnly: setRule(command)
        case .assign, .print, .completeName, .describeSite, .describeStop, .nameAddresses, .nameThreads:
            inquire(command)
        case .resumeWithoutSignal, .nextLine, .finish, .runTo, .setSignal: control(command)
        case .setThread(let id, let thread):
            change(id) { request, name in
                request.thread = thread
                name.spec.thread = thread
            }
        case .describeThreads: describeThreads()
        case .resume:
            isStepping = false
            proceed(.resume)
        case .step:
            isStepping = true
            proceed(.step(thread: 0))
        case .pause: submit(.pause, for: .other)
        case .kill: submit(.kill, for: .other)
        case .detach: submit(.detach, for: .other)
        case .restart: restart()
        case .quit: close()
        }
    }

    private func restart() {
        guard plan.attach == nil else {
            say(
                .error, "bptui did not start this program and cannot restart it; leave, and attach to a new one with -p"
            )
            return
        }
        // A start that has not come to its program yet is the restart that was asked for.
        guard startup.phase != .launching, !restartsAfterExit else { return }
        if tableIsWish { planned = watches.planned }
        if isAlive {
            restartsAfterExit = true
            submit(.kill, for: .killForRestart)
        } else {
            start()
        }
    }

    /// Lets a stopped program go on, unless it would run past the place where it is to be armed.
    func proceed(_ command: TracingCommand) {
        guard startup.isOver || !isAlive else {
            say(
                .information,
                plan.attach == nil
                    ? "the program is still being started; it stops at \(plan.location) by itself"
                    : "the watches are still being armed; wait a moment")
            return
        }
        submit(command, for: .other)
    }

    private func setLength(_ id: WatchID, _ length: WatchLength) {
        guard watches.table[id]?.request.kind != .execute else {
            say(.information, "execution is watched at one address; a length goes with the kinds w and rw")
            return
        }
        change(id) { request, name in
            request.byteCount = UInt64(length.byteCount)
            request.mayRealign = false
            name.spec.length = request.byteCount
        }
    }

    func change(_ id: WatchID, _ edit: (inout WatchRequest, inout NamedWatches.Name) -> Void) {
        guard let request = watches.change(id, edit) else {
            say(.error, WatchError.unknownWatch(id).message)
            return
        }
        submit(.modifyWatch(id, request), for: .change(id))
    }

    private func refuse(_ command: SessionCommand, _ words: String) {
        if case .addWatch(let spec, _) = command {
            events.append(.watchRefused(spec, .state(words)))
        } else {
            say(.error, words)
        }
    }

    /// Disarms every watch and lets nothing more be recorded.
    package func disarmAll() { submit(.disarmAll, for: .other) }

    /// Ends the session: what was launched dies, what was attached to lives on, every register is clear. Waits for it.
    package func close() {
        closeTracer()
        closeSymbols()
    }

    /// Ends the tracer's part; names can still be asked for.
    package func closeTracer() {
        backend.close()
        isTracerClosed = true
    }
    package func closeSymbols() { symbols.close() }

    /// For poll: readable when `pump` has something.
    package var backendDescriptor: Int32 { backend.eventDescriptor }
    package var symbolDescriptor: Int32 { symbols.eventDescriptor }

    // MARK: Asking

    func submit(_ command: TracingCommand, for purpose: Purpose) {
        let number = takeNumber()
        commands[number] = purpose
        backend.submit(command, number: number)
    }

    /// Asks the symbol service, as soon as the registers of a stopped thread are known.
    func ask(_ question: Question) {
        guard !asksForContext else {
            awaitingContext.append(question)
            return
        }
        let number = takeNumber()
        guard let request = request(for: question, number: number) else { return }
        questions[number] = question
        symbols.submit(request)
    }

    func ask(location: String) {
        let number = takeNumber()
        questions[number] = .location
        symbols.submit(.location(number: number, text: location))
    }

    func takeNumber() -> UInt64 {
        defer { nextNumber += 1 }
        return nextNumber
    }

    func say(_ severity: Notice.Severity, _ text: String) { events.append(.notice(Notice(severity, text))) }

    func enter(_ new: TargetState) {
        if case .stopped(let stop) = new {
            askForPlace(of: stop)
        } else {
            context = nil
        }
        state = new
        events.append(.target(new))
    }

    func announceWatches() { events.append(.watches(watches.board)) }

    /// Asks what stands in the slots of a watch; nil asks for every watch.
    func readValues(of id: WatchID? = nil) {
        for watch in watches.table.watches where watch.request.kind != .execute && id.map({ $0 == watch.id }) != false {
            for assignment in watch.assignments {
                let count = assignment.piece.length.byteCount
                submit(
                    .readMemory(assignment.piece.address, count: count), for: .value(assignment.slot, byteCount: count))
            }
        }
    }
}
