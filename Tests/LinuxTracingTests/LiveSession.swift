import DebugRegisters
import Glibc
import LinuxTracing
import Tracing
import WatchSlots

/// A backend with a fixture in it, driven step by step: every wait is for an event and has a deadline.
final class LiveSession {
    let backend: PtraceBackend
    private(set) var events: [TracingEvent] = []
    private(set) var records: [HitRecord] = []
    private var nextNumber: CommandNumber = 1
    private let symbols: ELFSymbols
    private(set) var pid: Int32 = 0
    private(set) var bias: UInt64 = 0
    /// Off for tests of a full log.
    var drains = true
    let path: String

    init(_ fixture: String, capacity: Int = 1 << 12) throws {
        path = Self.directory + "/" + fixture
        symbols = try ELFSymbols(path: path)
        backend = try PtraceBackend(hitLog: HitLog(capacity: capacity))
    }

    deinit { backend.close() }

    /// The fixtures lie beside the test bundle's executable.
    static let directory: String = {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &bytes, bytes.count - 1)
        let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
    }()

    /// The package manager links C programs with Swift's runtime as well, whose crash handler is not what is tested.
    private static let environment = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"]

    /// Launches and arms nothing; the program stands before its first instruction.
    @discardableResult
    func launch(
        _ arguments: String...,
        terminal: LaunchConfiguration.Terminal = .files(input: nil, output: "/dev/null", error: nil),
        overflow: HitLog.Overflow = .wait, followsForks: Bool = false, stopsAtExec: Bool = false,
        stopsAllThreads: Bool = true, sharesProcessor: Bool = true, watchesSystemCalls: Bool = false
    ) throws -> Stop {
        let name = String(path.split(separator: "/").last!)
        let configuration = LaunchConfiguration(
            path: path, arguments: [name] + arguments, environment: Self.environment, terminal: terminal,
            options: TracingOptions(
                overflow: overflow, followsForks: followsForks, stopsAtExec: stopsAtExec,
                stopsAllThreads: stopsAllThreads, watchesSystemCalls: watchesSystemCalls,
                sharesProcessor: sharesProcessor))
        let mark = events.count
        try send(.launch(configuration))
        for event in events[mark...] { if case .launched(let pid) = event.kind { self.pid = pid } }
        if symbols.isRelative { bias = try Self.loadAddress(of: path, in: pid) }
        guard case .stopped(let stop)? = events[mark...].map(\.kind).last(where: \.isStop) else {
            throw LiveFailure("no stop at launch")
        }
        return stop
    }

    /// Takes in a fixture that runs already.
    func attach(_ pid: Int32) throws {
        self.pid = pid
        if symbols.isRelative { bias = try Self.loadAddress(of: path, in: pid) }
        try send(.attach(pid: pid, TracingOptions()))
    }

    private static func loadAddress(of path: String, in pid: Int32) throws -> UInt64 {
        guard let file = fopen("/proc/\(pid)/maps", "r") else { throw LiveFailure("no maps of \(pid)") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 8192)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if text.contains(path), let start = text.split(separator: "-").first {
                return UInt64(start, radix: 16) ?? 0
            }
        }
        throw LiveFailure("\(path) is not mapped")
    }

    func address(_ symbol: String) throws -> LinearAddress {
        guard let value = symbols.addresses[symbol] else { throw LiveFailure("no symbol \(symbol)") }
        return LinearAddress(value &+ bias)
    }

    // MARK: Commands

    func submit(_ command: TracingCommand) -> CommandNumber {
        defer { nextNumber += 1 }
        backend.submit(command, number: nextNumber)
        return nextNumber
    }

    @discardableResult
    func send(_ command: TracingCommand) throws -> TracingEvent.Answer { try answer(submit(command)) }

    func answer(_ number: CommandNumber) throws -> TracingEvent.Answer {
        let event = try wait(for: "an answer to command \(number)", from: 0) { $0.answers(number) }
        switch event {
        case .completed(_, let answer): return answer
        case .failed(_, let error): throw error
        default: throw LiveFailure("no answer")
        }
    }

    @discardableResult
    func watch(
        _ symbol: String, _ byteCount: UInt64 = 8, kind: WatchKind = .write, slot: SlotIndex? = nil,
        action: HitAction = .log, offset: UInt64 = 0
    ) throws -> Watch {
        let request = WatchRequest(
            address: try address(symbol) + offset, byteCount: byteCount, kind: kind, slot: slot, action: action)
        guard case .watch(let watch) = try send(.addWatch(request)) else { throw LiveFailure("no watch") }
        return watch
    }

    /// Resumes and waits for the next stop.
    @discardableResult
    func resumeToStop() throws -> Stop {
        let mark = mark
        try send(.resume)
        return try nextStop(from: mark)
    }

    func step(_ thread: Int32 = 0) throws -> Stop {
        let mark = mark
        try send(.step(thread: thread))
        return try nextStop(from: mark)
    }

    /// Resumes and waits for the program's end.
    @discardableResult
    func resumeToEnd() throws -> ProcessEnd {
        let mark = mark
        try send(.resume)
        return try end(from: mark)
    }

    func end(from mark: Int) throws -> ProcessEnd {
        let event = try wait(for: "the end", from: mark) { if case .exited = $0 { true } else { false } }
        guard case .exited(_, let end) = event else { throw LiveFailure("no end") }
        drain()
        return end
    }

    func nextStop(from mark: Int) throws -> Stop {
        guard case .stopped(let stop) = try wait(for: "a stop", from: mark, \.isStop) else {
            throw LiveFailure("no stop")
        }
        drain()
        return stop
    }

    @discardableResult
    func runTo(_ symbol: String) throws -> Stop {
        let mark = mark
        try send(.runTo([try address(symbol)]))
        return try nextStop(from: mark)
    }

    /// The words of a command's refusal; nil when it was carried out.
    func refusal(of command: TracingCommand) throws -> String? {
        do {
            try send(command)
            return nil
        } catch let error as TracingError {
            guard case .state(let words) = error.reason else { throw error }
            return words
        }
    }

    // MARK: The process

    func signal(_ number: Int32) { kill(pid, number) }

    /// The state letter and the clock ticks spent, of /proc/PID/stat.
    private func stat() throws -> [Substring] {
        guard let file = fopen("/proc/\(pid)/stat", "r") else { throw LiveFailure("\(pid) is gone") }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 4096)
        guard fgets(&line, Int32(line.count), file) != nil else { throw LiveFailure("\(pid) is gone") }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text[text.index(after: text.lastIndex(of: ")")!)...].split(separator: " ")
    }

    /// User time in clock ticks.
    func processTime() throws -> Int {
        let fields = try stat()
        guard fields[0] != "Z" else { throw LiveFailure("\(pid) is dead") }
        return Int(fields[11]) ?? 0
    }

    /// Until the kernel has stopped the whole group and our tracer listens.
    func waitForGroupStop() throws { try waitUntil("a group stop") { try "tT".contains(stat()[0]) } }

    func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
        let deadline = Self.now() + 20
        while !(try isSo()) {
            guard Self.now() < deadline else { throw LiveFailure("waited in vain for: \(what)") }
            sched_yield()
        }
    }

    // MARK: Events

    var mark: Int { events.count }
    var kinds: [TracingEvent.Kind] { events.map(\.kind) }

    /// Pumps until an event at or after `mark` matches.
    @discardableResult
    func wait(
        for what: String, from mark: Int, seconds: Double = 20, _ matches: (TracingEvent.Kind) -> Bool
    ) throws -> TracingEvent.Kind {
        try pump(until: what, seconds: seconds) { events[mark...].first { matches($0.kind) }?.kind }
    }

    /// Pumps until that many records have come.
    func waitForRecords(_ count: Int) throws {
        _ = try pump(until: "\(count) records", seconds: 20) { records.count >= count ? true : nil }
    }

    private func pump<Result>(until what: String, seconds: Double, _ found: () -> Result?) throws -> Result {
        let deadline = Self.now() + seconds
        while true {
            if drains { drain() }
            if let result = found() { return result }
            guard Self.now() < deadline else {
                throw LiveFailure("waited in vain for \(what); had: \(kinds.suffix(12)), \(records.count) records")
            }
            var entry = pollfd(fd: backend.eventDescriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, drains ? 5 : 100)
            events += backend.takeEvents()
        }
    }

    func drain() {
        let result = backend.hitLog.drain { records += $0 }
        if result.producerWaits { _ = submit(.logDrained) }
    }

    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    var installation: SlotInstallation? {
        for kind in kinds.reversed() { if case .slots(_, let installation) = kind { return installation } }
        return nil
    }
    var table: WatchTable? {
        for kind in kinds.reversed() { if case .slots(let table, _) = kind { return table } }
        return nil
    }
    var signals: [Int32] {
        kinds.compactMap { if case .signal(_, let number) = $0 { number } else { nil } }
    }
    var forks: [(pid: Int32, sharesMemory: Bool)] {
        kinds.compactMap { if case .forked(_, let child, let shares) = $0 { (child, shares) } else { nil } }
    }
    var problems: [TracingError] {
        kinds.compactMap { if case .problem(let error) = $0 { error } else { nil } }
    }
}

extension TracingEvent.Kind {
    var isStop: Bool { if case .stopped = self { true } else { false } }

    func answers(_ number: CommandNumber) -> Bool {
        switch self {
        case .completed(number, _), .failed(number, _): true
        default: false
        }
    }
}

/// Whether this machine's debug registers fire at all: proven once, with the simplest of watches.
enum Hardware {
    static let fires: Bool = {
        guard let session = try? LiveSession("fixture-stores") else { return false }
        guard (try? session.launch("three")) != nil, (try? session.watch("counter")) != nil else { return false }
        guard (try? session.resumeToEnd()) != nil else { return false }
        return session.records.count == 3
    }()
    static let reason = "a write to a watched variable raised no debug exception on this machine"
}
