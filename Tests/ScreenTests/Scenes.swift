import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// States as a session makes them, for pictures.
enum Scenes {
    static let unsigned64 = ValueType.integer(name: "uint64_t", byteCount: 8, isSigned: false)
    static let signed32 = ValueType.integer(name: "int32_t", byteCount: 4, isSigned: true)

    static let bump: UInt64 = 0x5555_5555_519a
    static let check: UInt64 = 0x5555_5555_5208
    static let apply: UInt64 = 0x5555_5555_5311
    static let clear: UInt64 = 0x5555_5555_5400

    static let sitePlaces: [UInt64: CodePlace] = [
        bump: CodePlace(function: "bump", offset: 0x1a, file: "ledger.c", line: 14),
        check: CodePlace(function: "check", offset: 8, file: "ledger.c", line: 31),
        apply: CodePlace(function: "apply", offset: 0x11, file: "config.c", line: 7),
        clear: CodePlace(function: "memset", offset: 0x40, file: "reset.c", line: 88),
    ]
    static let instructions: [UInt64: (text: String, access: AccessKind)] = [
        bump: ("mov qword ptr [rip+0x2e80], rax", .write), check: ("mov eax, dword ptr [rip+0x2e94]", .read),
        apply: ("mov dword ptr [rip+0x2d8b], eax", .write), clear: ("mov qword ptr [rdi], rax", .write),
    ]
    /// A site for each of those places in every slot.
    static let sites: [Site] = sitePlaces.flatMap { pc, place in
        SlotIndex.allCases.map { slot in
            Site(
                id: siteID(pc, slot), watch: WatchID(rawValue: UInt32(slot.number + 1)), slot: slot,
                query: SiteQuery(pc: pc, isExact: false, address: 0x5555_5555_8010, byteCount: 8),
                finding: SiteFinding(
                    instruction: instructions[pc].map { Instruction(address: pc - 7, bytes: [], text: $0.text) },
                    access: instructions[pc]?.access, place: place))
        }
    }
    static func siteID(_ pc: UInt64, _ slot: SlotIndex) -> SiteID {
        SiteID(rawValue: UInt32(pc & 0xffff) << 2 | UInt32(slot.number))
    }

    static let places: [PlaceQuery: CodePlace] = [
        PlaceQuery(pc: 0x5555_5555_5160, isExact: true): CodePlace(
            function: "main", offset: 0, file: "main.c", line: 3)
    ]

    static func size(_ width: Int, _ height: Int) -> AppState { AppState(width: width, height: height) }

    /// The table of watches, made as the tracer makes it.
    struct Board {
        var table = WatchTable()
        var meanings: [WatchID: (String, ValueType?)] = [:]
        var conditions: [WatchID: String] = [:]

        @discardableResult
        mutating func add(
            _ expression: String, _ type: ValueType?, at address: UInt64, _ count: UInt64, _ kind: WatchKind = .write,
            slot: SlotIndex? = nil, action: HitAction = .log, rule: HitRule = .always, condition: String? = nil,
            thread: Int32? = nil
        ) throws -> WatchID {
            let watch = try table.register(
                WatchRequest(
                    address: LinearAddress(address), byteCount: count, kind: kind, slot: slot, action: action,
                    rule: rule, thread: thread))
            conditions[watch.id] = condition
            meanings[watch.id] = (expression, type)
            return watch.id
        }

        func board(threads: Int, armed: [Int]? = nil, failures: [TracingError?]? = nil) -> WatchBoard {
            var control = ControlRegister.idle
            for slot in SlotIndex.allCases {
                guard let assignment = table.assignment(of: slot), assignment.watch.isEnabled,
                    failures?[slot.number] == nil
                else { continue }
                control.arm(slot, for: assignment.piece.kind, length: assignment.piece.length)
            }
            return WatchBoard(
                watches: table.watches.map {
                    WatchDescription(
                        watch: $0, expression: meanings[$0.id]!.0, type: meanings[$0.id]!.1,
                        condition: conditions[$0.id])
                },
                heldByOthers: table.heldByOthers,
                installation: SlotInstallation(
                    threadCount: threads, armedThreads: armed ?? Array(repeating: threads, count: 4),
                    failures: failures ?? [nil, nil, nil, nil], control: control))
        }
    }

    static func hit(
        _ trap: UInt64, _ time: UInt64, _ slot: SlotIndex, tid: Int32, pc: UInt64, old: UInt64, new: UInt64,
        watch: UInt32, length: WatchLength = .eight, kind: WatchKind = .write, status: SlotSet? = nil,
        flags: HitRecord.Flags = [.hasOld, .hasNew]
    ) -> Hit {
        Hit(
            HitRecord(
                trap: trap, time: time, pc: pc, old: old, new: new, pid: 4242, tid: tid,
                watch: WatchID(rawValue: watch),
                status: StatusRegister(slots: status ?? SlotSet(slot)), slot: slot, length: length, kind: kind,
                flags: flags
            ), site: siteID(pc, slot))
    }

    static func apply(_ events: [SessionEvent], to state: inout AppState) {
        for event in events { _ = state.update(.session(event)) }
    }

    static let start: [SessionEvent] = [
        .started(program: "./server", arguments: ["./server", "--fast"], pid: 4242, backend: "ptrace"),
        .target(.starting), .threadCount(1),
    ]

    /// Stopped at main with nothing armed: what a user sees first.
    static func first(_ width: Int, _ height: Int) -> AppState {
        var state = size(width, height)
        _ = state.update(.tick(1_000_000_000))
        apply(start, to: &state)
        apply(
            [
                .symbols(SymbolSummary(entry: 0x5555_5555_5080, hasDebugInformation: true, symbolCount: 40)),
                .target(.stopped(Stop(tid: 4242, pc: LinearAddress(0x5555_5555_5160), reason: .reached))),
                .places(places), .sites(sites),
            ], to: &state)
        return state
    }

    /// Two watches, three threads, thousands of hits.
    static func running(_ width: Int, _ height: Int) throws -> AppState {
        var state = first(width, height)
        var board = Board()
        let total = try board.add("ledger.total", unsigned64, at: 0x5555_5555_8010, 8)
        let limit = try board.add("config.limits[2]", signed32, at: 0x5555_5555_80a4, 4, .readWrite, action: .stop)
        try board.table.hold(.dr3, by: "held by another perf breakpoint of 4242")
        apply([.watches(board.board(threads: 1)), .target(.running), .threadCount(3)], to: &state)
        apply([.watches(board.board(threads: 3))], to: &state)
        var trap: UInt64 = 0
        var value: UInt64 = 41
        // Three seconds of log in steps of a bucket, busier in the middle.
        for step in 0..<12 {
            var records: [Hit] = []
            for index in 0..<(40 + 90 * min(step, 12 - step)) {
                trap += 1
                let time = UInt64(step) * 250_000_000 + UInt64(index) * 391_000
                if trap % 29 == 0 {
                    records.append(
                        hit(
                            trap, time, .dr1, tid: 4244, pc: trap % 87 == 0 ? apply : check, old: 10, new: 10,
                            watch: limit.rawValue, length: .four, kind: .readWrite))
                } else if trap % 301 == 0 {
                    records.append(
                        hit(trap, time, .dr0, tid: 4244, pc: clear, old: value, new: 0, watch: total.rawValue))
                    value = 0
                } else if trap % 50 == 0 {
                    records.append(
                        hit(trap, time, .dr0, tid: 4243, pc: bump, old: value, new: value, watch: total.rawValue))
                } else {
                    records.append(
                        hit(trap, time, .dr0, tid: 4243, pc: bump, old: value, new: value + 1, watch: total.rawValue))
                    value += 1
                }
            }
            apply([.hits(records)], to: &state)
            _ = state.update(.tick(1_000_000_000 + UInt64(step + 1) * 250_000_000))
        }
        trap += 1
        apply(
            [
                .hits([
                    hit(
                        trap, 3_200_002_000, .dr0, tid: 4244, pc: clear, old: value, new: 0, watch: total.rawValue),
                    hit(
                        trap + 1, 3_200_402_000, .dr0, tid: 4243, pc: bump, old: 0, new: 1, watch: total.rawValue,
                        status: [.dr0, .dr1]),
                    hit(
                        trap + 1, 3_200_402_000, .dr1, tid: 4243, pc: bump, old: 10, new: 11, watch: limit.rawValue,
                        length: .four, kind: .readWrite, status: [.dr0, .dr1]),
                    hit(trap + 2, 3_201_911_000, .dr0, tid: 4243, pc: bump, old: 1, new: 2, watch: total.rawValue),
                ])
            ], to: &state)
        _ = state.update(.tick(4_250_000_000))
        _ = state.update(
            .output(
                Array(
                    "listening on port 8080\r\nworker 1 ready\r\nworker 2 ready\r\nrequest 1: 200\r\nrequest 2: 200\r\n"
                        .utf8)))
        return state
    }

    /// Stopped by a slot set to stop, the watches in every state.
    static func stopped(_ width: Int, _ height: Int) throws -> AppState {
        var state = first(width, height)
        var board = Board()
        let balance = try board.add(
            "account->balance", unsigned64, at: 0x7fff_ffff_e010, 8, .readWrite, action: .stop)
        let second = try board.add("audit_log", nil, at: 0x5555_5555_9000, 1)
        try board.table.setEnabled(second, false)
        try board.add("handle_request", .function(name: "handle_request"), at: 0x5555_5555_5480, 1, .execute)
        try board.add("stats.seen", unsigned64, at: 0x5555_5555_a000, 8)
        let refusal = TracingError(.writeDebugRegister, tid: 4244, .errno(28))
        apply([.watches(board.board(threads: 2)), .target(.running), .threadCount(2)], to: &state)
        apply(
            [
                .watches(board.board(threads: 3, armed: [3, 0, 2, 0], failures: [nil, nil, nil, refusal])),
                .threadCount(3),
                .hits([
                    hit(
                        1, 412_000, .dr0, tid: 4243, pc: apply, old: 500, new: 250, watch: balance.rawValue,
                        kind: .readWrite, flags: [.hasOld, .hasNew, .stopped])
                ]),
                .places(places), .sites(sites),
            ], to: &state)
        _ = state.update(.tick(2_000_000_000))
        apply(
            [
                .target(
                    .stopped(
                        Stop(
                            tid: 4243, pc: LinearAddress(apply),
                            reason: .hit(trap: 1, slots: [.dr0], alsoStep: false)))),
                .values([.dr0: 250, .dr1: 7, .dr3: nil]),
            ], to: &state)
        return state
    }

    static func press(_ keys: KeyPress..., in state: AppState) -> AppState {
        var state = state
        for key in keys { _ = state.update(.key(key)) }
        return state
    }

    static func type(_ text: String, in state: AppState) -> AppState {
        var state = state
        for character in text { _ = state.update(.key(.character(character))) }
        return state
    }

    static func failedPrompt(_ width: Int, _ height: Int) throws -> AppState {
        var state = type("aledger.totl:w@2", in: try running(width, height))
        _ = state.update(.key(.enter))
        _ = state.update(
            .addWatchFailed(
                ExpressionError(
                    "struct ledger has no member 'totl'", column: 7, suggestions: ["total", "totals"])))
        return state
    }
}
