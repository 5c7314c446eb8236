import DebugRegisters
import Testing
import Tracing
import WatchSlots

@testable import SimulatedTracing

/// One script under the software backend, driven by the least that it takes.
final class SimulatedSession {
    static let data = LinearAddress(0x404000)
    static let path = "/script"
    typealias Operation = SimulatedInstruction.Operation

    let backend: SimulatedBackend
    private(set) var events: [TracingEvent] = []
    private(set) var hits: [HitRecord] = []
    private var number: CommandNumber = 0

    /// Code at 0x401000, 256 bytes of zeros at `data`.
    init(_ operations: [Operation], others: [String: [Operation]] = [:], logCapacity: Int = 64) {
        func program(_ path: String, _ operations: [Operation]) -> SimulatedProgram {
            SimulatedProgram(
                path: path, main: SimulatedInstruction.routine(at: .init(0x401000), operations),
                memory: [SimulatedMapping(start: Self.data, bytes: .init(repeating: 0, count: 256))])
        }
        backend = SimulatedBackend(
            programs: [program(Self.path, operations)] + others.map(program), hitLog: HitLog(capacity: logCapacity))
    }

    deinit { backend.close() }

    @discardableResult
    func perform(_ command: TracingCommand) throws -> TracingEvent.Answer {
        number += 1
        let mine = number
        backend.submit(command, number: mine)
        pump()
        for event in events.reversed() {
            switch event.kind {
            case .completed(mine, let answer): return answer
            case .failed(mine, let error): throw error
            default: continue
            }
        }
        throw TracingError(.talkToTracer, .state("no answer"))
    }

    func launch() throws {
        try perform(.launch(LaunchConfiguration(path: Self.path, arguments: [], environment: [])))
    }

    @discardableResult
    func watch(
        _ offset: UInt64, _ count: UInt64 = 8, _ kind: WatchKind = .write, action: HitAction = .log
    ) throws -> Watch {
        let answer = try perform(
            .addWatch(WatchRequest(address: Self.data + offset, byteCount: count, kind: kind, action: action)))
        guard case .watch(let watch) = answer else { throw TracingError(.addWatch, .state("no watch")) }
        return watch
    }

    @discardableResult
    func watchExecution(at pc: UInt64, action: HitAction = .log) throws -> TracingEvent.Answer {
        try perform(.addWatch(WatchRequest(address: .init(pc), byteCount: 1, kind: .execute, action: action)))
    }

    /// Takes events and hits once.
    func pump() {
        events += backend.takeEvents()
        if backend.hitLog.drain({ hits += $0 }).producerWaits {
            number += 1
            backend.submit(.logDrained, number: number)
        }
    }

    /// Resumes and runs to the end.
    func run() throws -> ProcessEnd? {
        try perform(.resume)
        for _ in 0..<1000 where end == nil { pump() }
        pump()
        return end
    }

    var end: ProcessEnd? {
        events.lazy.compactMap { if case .exited(_, let end) = $0.kind { end } else { nil } }.last
    }
    var stops: [Stop] { events.compactMap { if case .stopped(let stop) = $0.kind { stop } else { nil } } }
    var problems: [TracingError] { events.compactMap { if case .problem(let error) = $0.kind { error } else { nil } } }
    var installation: SlotInstallation? {
        events.compactMap { if case .slots(_, let installation) = $0.kind { installation } else { nil } }.last
    }
    /// `trap slot pc` of each record, as in `1 DR0 0x401004`.
    var trace: [String] { hits.map { "\($0.trap) \($0.slot) 0x\(String($0.pc, radix: 16))" } }
}
