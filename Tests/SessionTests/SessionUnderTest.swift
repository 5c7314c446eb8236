import DebugRegisters
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// A session over the software backend and scripted names, driven by the least that it takes.
///
/// The program: two instructions of a loader at 0x401000, then `main` at 0x401100 with the test's operations. `number` and
/// `other` are 8-byte integers, `small` is an int, `record` is 12 bytes that need two slots.
final class SessionUnderTest {
    typealias Operation = SimulatedInstruction.Operation
    static let data = LinearAddress(0x404000)
    static let number = data
    static let other = data + 8
    static let small = data + 20
    static let record = data + 24
    static let path = "/simulated"
    static let integer = ValueType.integer(name: "long", byteCount: 8, isSigned: true)

    let backend: BackendTap
    let symbols = ScriptedSymbols()
    let session: LiveSession
    private(set) var events: [SessionEvent] = []

    init(
        _ operations: [Operation] = [.nothing], watches: [String] = [], location: String = "main",
        isLocationChosen: Bool = false, resumes: Bool = false, action: HitAction = .log,
        overflow: HitLog.Overflow = .wait, logCapacity: Int = 64, quantum: Int = 64,
        others: [String: [Operation]] = [:], assignments: [String] = [], watchesSystemCalls: Bool = false,
        stopsAtExec: Bool = false
    ) throws {
        backend = BackendTap(
            SimulatedBackend(
                programs: [Self.program(Self.path, operations)] + others.map(Self.program),
                hitLog: HitLog(capacity: logCapacity), quantum: quantum))
        symbols.locations = ["main": [0x401100], "entry": [0x401000], "end": [0x409000]]
        symbols.expressions = [
            "number": .init(address: Self.number.rawValue, type: Self.integer, byteCount: 8, isFunction: false),
            "other": .init(address: Self.other.rawValue, type: Self.integer, byteCount: 8, isFunction: false),
            "small": .init(
                address: Self.small.rawValue, type: .integer(name: "int", byteCount: 4, isSigned: true), byteCount: 4,
                isFunction: false),
            "record": .init(address: Self.record.rawValue, type: nil, byteCount: 12, isFunction: false),
            "main": .init(address: 0x401100, type: nil, byteCount: 200, isFunction: true),
            "nowhere": .init(address: 0x700000, type: nil, byteCount: 8, isFunction: false),
        ]
        session = LiveSession(
            backend: backend, symbols: symbols,
            plan: LaunchPlan(
                launch: LaunchConfiguration(
                    path: Self.path, arguments: ["p"], environment: [],
                    options: TracingOptions(
                        overflow: overflow, stopsAtExec: stopsAtExec, watchesSystemCalls: watchesSystemCalls)),
                location: location, isLocationChosen: isLocationChosen,
                watches: try watches.map { try WatchSpec(parsing: $0) }, defaultAction: action,
                resumesWhenArmed: resumes, assignments: assignments))
    }

    deinit { session.close() }

    private static func program(_ path: String, _ operations: [Operation]) -> SimulatedProgram {
        let start = SimulatedInstruction.routine(at: .init(0x401000), [.nothing, .nothing])
        let shifted = operations.map { operation in
            if case .jump(let target, let times) = operation {
                Operation.jump(to: target + 2, times: times)
            } else {
                operation
            }
        }
        return SimulatedProgram(
            path: path, main: start + SimulatedInstruction.routine(at: .init(0x401100), shifted),
            memory: [SimulatedMapping(start: data, bytes: .init(repeating: 0, count: 256))])
    }

    // MARK: Driving

    /// Pumps until nothing more happens by itself, or, of a program without an end, a hundred times.
    func settle() {
        var quiet = 0
        for _ in 0..<100 where quiet < 3 {
            let new = session.pump()
            quiet = new.isEmpty ? quiet + 1 : 0
            events += new
        }
    }

    /// Starts, and comes to where everything is armed.
    func start() {
        session.start()
        settle()
    }

    func perform(_ command: SessionCommand) {
        session.perform(command)
        settle()
    }

    func add(_ text: String, acceptsSplit: Bool = false) throws {
        perform(.addWatch(try WatchSpec(parsing: text), acceptsSplit: acceptsSplit))
    }

    /// The events since the last call.
    func takeEvents() -> [SessionEvent] {
        defer { events = [] }
        return events
    }

    // MARK: What was seen

    func all<T>(_ pick: (SessionEvent) -> T?) -> [T] { events.compactMap(pick) }

    var states: [TargetState] { all { if case .target(let state) = $0 { state } else { nil } } }
    var hits: [Hit] { all { if case .hits(let records) = $0 { records } else { nil } }.flatMap { $0 } }
    var board: WatchBoard { all { if case .watches(let board) = $0 { board } else { nil } }.last ?? WatchBoard() }
    var notices: [Notice] { all { if case .notice(let notice) = $0 { notice } else { nil } } }
    var added: [String] { all { if case .watchAdded(let spec, _) = $0 { spec.expression } else { nil } } }
    var refused: [String] { all { if case .watchRefused(let spec, _) = $0 { spec.expression } else { nil } } }
    var refusals: [WatchRefusal] { all { if case .watchRefused(_, let refusal) = $0 { refusal } else { nil } } }
    var plans: [String] { all { if case .watchPlanned(_, let words) = $0 { words } else { nil } } }
    var armedCount: Int { events.count { $0 == .armed } }
    var threadCounts: [Int] { all { if case .threadCount(let count) = $0 { count } else { nil } } }
    var values: [[SlotIndex: UInt64?]] { all { if case .values(let values) = $0 { values } else { nil } } }
    var ids: [WatchID] { board.watches.map(\.watch.id) }

    /// `expression slots length kind action`, in the board's order, as in `number DR0 8 write log`; `off` at the end of a
    /// disabled one.
    var boardLines: [String] {
        board.watches.map { description in
            let watch = description.watch
            let slots = watch.assignments.map(\.slot.description).joined(separator: "+")
            let request = watch.request
            return "\(description.expression) \(slots) \(request.byteCount) \(request.kind) \(request.action)"
                + (watch.isEnabled ? "" : " off")
        }
    }

    /// The order of what was told, a word an event; rare events of the tracer and tables left out.
    var story: [String] {
        all { event in
            switch event {
            case .started: "started"
            case .target(.starting): "starting"
            case .target(.running): "running"
            case .target(.stopped(let stop)): "stopped \(Self.word(stop.reason))"
            case .target(.exited(let end)): "exited \(end)"
            case .target(.absent): "absent"
            case .target(.lost): "lost"
            case .hits(let records): "hits " + records.map { "\($0.trap)" }.joined(separator: ",")
            case .armed: "armed"
            case .watchAdded(let spec, _): "added \(spec.expression)"
            case .watchPlanned(let spec, _): "planned \(spec.expression)"
            case .watchRefused(let spec, _): "refused \(spec.expression)"
            case .locationRefused: "location refused"
            case .launchRefused: "launch refused"
            case .missed(let count): "missed \(count)"
            case .changed(let found): "changed \(found.change.new)"
            case .siteDetail, .siteStack, .hitStack, .assigned, .printed, .evaluationRefused, .runsTo: nil
            case .notice, .places, .values, .symbols, .trace, .watches, .threadCount, .sites, .suppressed, .stack,
                .registers, .names, .threadNames, .threads, .threadActivities, .candidates:
                nil
            }
        }
    }

    private static func word(_ reason: Stop.Reason) -> String {
        switch reason {
        case .launched: "launched"
        case .executed: "executed"
        case .reached: "reached"
        case .hit(let trap, _, _): "hit \(trap)"
        case .stepped: "stepped"
        case .paused: "paused"
        case .signal(let number): "signal \(number)"
        case .returned: "returned"
        }
    }
}
