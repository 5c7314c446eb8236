import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

enum Samples {
    static let second: UInt64 = 1_000_000_000
    static let stop = Stop(tid: 10, pc: LinearAddress(0x401136), reason: .reached)
    static let integer = ValueType.integer(name: "long", byteCount: 8, isSigned: true)

    /// A program that stands still at main, nothing watched.
    static func stopped(width: Int = 120, height: Int = 36) -> AppState {
        var state = AppState(width: width, height: height)
        _ = state.update(.tick(second))
        _ = state.update(.session(.started(program: "./a", arguments: [], pid: 10, backend: "ptrace")))
        _ = state.update(.session(.target(.stopped(stop))))
        return state
    }

    static func running() -> AppState {
        var state = stopped()
        _ = state.update(.session(.target(.running)))
        return state
    }

    static func ended() -> AppState {
        var state = stopped()
        _ = state.update(.session(.target(.exited(.code(0)))))
        return state
    }

    /// A watch in DR0 of a long, one in DR1 of a function, DR2 free, DR3 somebody else's.
    static func board(
        kind: WatchKind = .write, address: UInt64 = 0x404010, count: UInt64 = 8, action: HitAction = .log,
        type: ValueType? = integer, isEnabled: Bool = true, rule: HitRule = .always, condition: String? = nil
    ) throws -> WatchBoard {
        var table = WatchTable()
        let data = try table.register(
            WatchRequest(address: LinearAddress(address), byteCount: count, kind: kind, action: action, rule: rule))
        let code = try table.register(WatchRequest(address: LinearAddress(0x401200), byteCount: 1, kind: .execute))
        try table.setEnabled(data.id, isEnabled)
        try table.hold(.dr3, by: "another debugger")
        var control = ControlRegister.idle
        control.arm(.dr0, for: kind, length: .eight)
        control.arm(.dr1, for: .execute, length: .one)
        return WatchBoard(
            watches: [
                WatchDescription(watch: table[data.id]!, expression: "counter", type: type, condition: condition),
                WatchDescription(watch: table[code.id]!, expression: "work", type: .function(name: "work")),
            ], heldByOthers: table.heldByOthers,
            installation: SlotInstallation(
                threadCount: 1, armedThreads: [1, 1, 0, 0], failures: [nil, nil, nil, nil], control: control))
    }

    static func watching(_ board: WatchBoard? = nil, running: Bool = false) throws -> AppState {
        var state = running ? self.running() : stopped()
        _ = state.update(.session(.watches(try board ?? self.board())))
        return state
    }

    static func hit(
        _ trap: UInt64, slot: SlotIndex = .dr0, pc: UInt64 = 0x401180, old: UInt64 = 1, new: UInt64 = 2,
        kind: WatchKind = .write, flags: HitRecord.Flags = [.hasOld, .hasNew]
    ) -> Hit {
        Hit(
            HitRecord(
                trap: trap, time: trap * 1000, pc: pc, old: old, new: new, pid: 10, tid: 10,
                watch: WatchID(rawValue: 1), status: StatusRegister(slots: SlotSet(slot)), slot: slot, length: .eight,
                kind: kind, flags: flags), site: SiteID(rawValue: UInt32(pc & 0xffff)))
    }

    /// With so many hits of one slot.
    static func hits(_ count: Int) throws -> AppState {
        var state = try watching(running: true)
        _ = state.update(.session(.hits((1...count).map { hit(UInt64($0)) })))
        return state
    }

    static func toast(_ severity: Notice.Severity, _ text: String, at now: UInt64 = second) -> Toast {
        Toast(Notice(severity, text), expiry: now + (severity == .information ? 4 : 8) * second)
    }
}
