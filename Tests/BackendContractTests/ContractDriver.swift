import DebugRegisters
import Glibc
import Testing
import Tracing
import WatchSlots

/// The owner of one backend in a test: sends commands, collects events and hits, and never waits longer than a deadline.
///
/// Waiting holds a thread of Swift's pool, which has one for each processor. So the suites are serialized: a test's time
/// limit does not count the tests of its suite before it; those of other suites it still may.
final class ContractDriver {
    let backend: any TracingBackend
    let program: ProgramUnderTest
    private let mechanism: WatchMechanism
    private(set) var events: [TracingEvent] = []
    private(set) var hits: [HitRecord] = []
    /// Set when a drain found the producer waiting for room.
    private(set) var sawFullLog = false
    /// False leaves the log alone.
    var drainsLog = true
    private(set) var pid: Int32 = 0
    private var number: CommandNumber = 0
    /// Stops already handed out.
    private var stopsSeen = 0

    struct Timeout: Error, CustomStringConvertible { let description: String }

    init(_ backend: BackendUnderTest, _ program: ContractProgram, logCapacity: Int = 4096) throws {
        mechanism = backend.mechanism
        self.backend = try backend.make(logCapacity)
        self.program = try backend.program(program)
    }

    deinit { backend.close() }

    // MARK: Commands

    /// Sends a command and waits for its answer.
    @discardableResult
    func perform(_ command: TracingCommand) throws -> TracingEvent.Answer {
        number += 1
        let mine = number
        backend.submit(command, number: mine)
        var answer: Result<TracingEvent.Answer, TracingError>?
        try wait(for: "the answer to \(command)") {
            for event in events.reversed() {
                switch event.kind {
                case .completed(mine, let value): answer = .success(value)
                case .failed(mine, let error): answer = .failure(error)
                default: continue
                }
                return true
            }
            return false
        }
        return try answer!.get()
    }

    /// The error of a command that must fail.
    func refusal(of command: TracingCommand, sourceLocation: SourceLocation = #_sourceLocation) throws -> TracingError?
    {
        do {
            try perform(command)
        } catch let error as TracingError {
            return error
        }
        Issue.record("\(command) was accepted", sourceLocation: sourceLocation)
        return nil
    }

    /// As little as a program needs. SwiftPM links C programs with Swift's runtime as well, whose crash handler (a thread,
    /// a child, faults of its own) is not what is tested.
    private static let environment = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"]

    /// Launches, waits for the stop before the first instruction, and consumes it.
    func launch(overflow: HitLog.Overflow = .wait, watchesSystemCalls: Bool = false) throws {
        try launch(TracingOptions(overflow: overflow, watchesSystemCalls: watchesSystemCalls))
    }

    func launch(_ options: TracingOptions) throws {
        var options = options
        options.samples.includesPerf = mechanism == .perf
        try perform(
            .launch(
                LaunchConfiguration(
                    path: program.path, arguments: program.arguments, environment: Self.environment,
                    terminal: .files(input: "/dev/null", output: "/dev/null", error: nil),
                    options: options)))
        let stop = try nextStop()
        #expect(stop.reason == .launched)
        for event in events { if case .launched(let pid) = event.kind { self.pid = pid } }
        #expect(stop.tid == pid && pid > 0)
    }

    /// Takes in a process that runs already.
    func attach(_ pid: Int32, overflow: HitLog.Overflow = .wait) throws {
        try attach(pid, TracingOptions(overflow: overflow))
    }

    func attach(_ pid: Int32, _ options: TracingOptions) throws {
        try perform(.attach(pid: pid, options))
        self.pid = pid
    }

    func watch(
        _ symbol: String, offset: UInt64 = 0, _ count: UInt64? = nil, _ kind: WatchKind = .write,
        action: HitAction = .log,
        slot: SlotIndex? = nil
    ) throws -> Watch {
        let answer = try perform(
            .addWatch(try request(symbol, offset: offset, count, kind, action: action, slot: slot)))
        guard case .watch(let watch) = answer else { throw Timeout(description: "addWatch answered \(answer)") }
        return watch
    }

    /// - Parameter count: how many bytes; nil for all of the symbol's.
    func request(
        _ symbol: String, offset: UInt64 = 0, _ count: UInt64? = nil, _ kind: WatchKind = .write,
        action: HitAction = .log,
        slot: SlotIndex? = nil
    ) throws -> WatchRequest {
        var request = WatchRequest(
            address: try address(symbol) + offset, byteCount: try count ?? program.byteCount(symbol), kind: kind,
            slot: slot, action: action)
        request.mechanism = mechanism
        return request
    }

    func address(_ symbol: String) throws -> LinearAddress { LinearAddress(try program.resolve(symbol, pid)) }

    // MARK: Waiting

    /// What a program that goes on changes.
    private var progress: [UInt64] {
        let log = backend.hitLog
        return [UInt64(hits.count), UInt64(events.count), log.missedCount, UInt64(log.pendingCount)]
    }

    /// The next stop that was not handed out yet.
    func nextStop() throws -> Stop {
        func stops() -> [Stop] { events.compactMap { if case .stopped(let stop) = $0.kind { stop } else { nil } } }
        try wait(for: "a stop") { stops().count > stopsSeen }
        stopsSeen += 1
        return stops()[stopsSeen - 1]
    }

    /// The next stop that was not handed out yet; nil at the end of the program.
    func nextStopOrEnd() throws -> Stop? {
        func stops() -> [Stop] { events.compactMap { if case .stopped(let stop) = $0.kind { stop } else { nil } } }
        func hasEnded() -> Bool { events.contains { if case .exited = $0.kind { true } else { false } } }
        try wait(for: "a stop or the end") { stops().count > stopsSeen || hasEnded() }
        guard stops().count > stopsSeen else { return nil }
        stopsSeen += 1
        return stops()[stopsSeen - 1]
    }

    /// Resumes and waits for the end.
    @discardableResult
    func runToEnd() throws -> ProcessEnd {
        try perform(.resume)
        return try end()
    }

    /// Waits for the end of the process that was launched last; all of its hits have been drained then.
    func end() throws -> ProcessEnd {
        var end: ProcessEnd?
        try wait(for: "the end of the process") {
            for event in events {
                if case .exited(pid, let how) = event.kind { end = how }
            }
            return end != nil
        }
        drain()
        return end!
    }

    /// As long as hits or events come it goes on: a million hits on a busy machine take their time.
    func wait(for what: String, until isTrue: () -> Bool) throws {
        let start = ContinuousClock.now
        var (progress, since) = (progress, start)
        while !isTrue() {
            let now = ContinuousClock.now
            if self.progress != progress { (progress, since) = (self.progress, now) }
            guard now - since < .seconds(20), now - start < .seconds(240) else {
                throw Timeout(description: "\(what) did not come; last events: \(events.suffix(5))")
            }
            var descriptor = pollfd(fd: backend.eventDescriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&descriptor, 1, 10)
            events += backend.takeEvents()
            drain()
        }
    }

    /// Takes the hits that the log has, up to a limit, and tells a producer that waited.
    func drain(limit: Int = .max) {
        guard drainsLog else { return }
        let (_, waits) = backend.hitLog.drain(limit: limit) { hits += $0 }
        guard waits else { return }
        sawFullLog = true
        number += 1
        backend.submit(.logDrained, number: number)
    }

    // MARK: What was seen

    /// The records of the traps, one array a trap.
    var traps: [[HitRecord]] {
        hits.reduce(into: []) { traps, record in
            if traps.last?.last?.trap == record.trap {
                traps[traps.count - 1].append(record)
            } else {
                traps.append([record])
            }
        }
    }

    func kinds<T>(_ pick: (TracingEvent.Kind) -> T?) -> [T] { events.compactMap { pick($0.kind) } }

    /// The table and the installation as last told.
    var slots: (table: WatchTable, installation: SlotInstallation)? {
        kinds {
            if case .slots(let table, let installation) = $0 { (table: table, installation: installation) } else { nil }
        }.last
    }
}
