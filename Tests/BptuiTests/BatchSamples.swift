import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// Hits and sites as a session makes them, for the batch front's own tests.
enum BatchSamples {
    static let long = ValueType.integer(name: "long", byteCount: 8, isSigned: true)
    static let registers = MachineRegisters(values: Array(repeating: 0, count: MachineRegister.allCases.count))

    static func watch(_ expression: String, _ slot: SlotIndex, rule: HitRule = .always) throws -> WatchDescription {
        var table = WatchTable()
        // Watches are numbered as their slots.
        for number in 0..<slot.number {
            _ = try table.register(WatchRequest(address: LinearAddress(0x1000 + 8 * UInt64(number)), byteCount: 8))
        }
        let watch = try table.register(
            WatchRequest(address: LinearAddress(0x5000 + 8 * UInt64(slot.number)), byteCount: 8, slot: slot, rule: rule)
        )
        return WatchDescription(watch: watch, expression: expression, type: long)
    }

    static func record(
        _ trap: UInt64, _ slot: SlotIndex = .dr0, pc: UInt64 = 0x1008, old: UInt64 = 1, new: UInt64 = 2,
        kind: WatchKind = .write, flags: HitRecord.Flags = [.hasOld, .hasNew]
    ) -> HitRecord {
        HitRecord(
            trap: trap, time: trap * 1_000_000, pc: pc, old: old, new: new, pid: 7, tid: 8,
            watch: WatchID(rawValue: UInt32(slot.number + 1)), status: StatusRegister(rawValue: 0xffff_0ff1),
            slot: slot, length: .eight, kind: kind, flags: flags)
    }

    static func site(
        _ number: UInt32, _ slot: SlotIndex = .dr0, pc: UInt64 = 0x1008, finding: SiteFinding? = nil,
        stack: [UInt8]? = nil
    ) -> Site {
        Site(
            id: SiteID(rawValue: number), watch: WatchID(rawValue: UInt32(slot.number + 1)), slot: slot,
            query: SiteQuery(pc: pc, isExact: false, address: 0x5000, byteCount: 8), finding: finding,
            sample: stack.map {
                HitSample(trap: 1, pid: 7, tid: 8, slot: slot, pc: pc, registers: registers, stack: $0)
            })
    }

    static func finding(
        _ address: UInt64, _ access: AccessKind?, _ place: CodePlace, problem: String? = nil
    ) -> SiteFinding {
        SiteFinding(
            instruction: Instruction(address: address, bytes: [0x90], text: "mov qword ptr [rax], rcx"), access: access,
            place: place, problem: problem)
    }

    static let bump = CodePlace(function: "bump", offset: 0x1a, file: "program.c", line: 14)
}
