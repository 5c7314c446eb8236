import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// Sites and their hits.
enum Writers {
    /// - Parameter function: nil leaves the site without a finding.
    static func site(
        _ number: UInt32, _ function: String?, _ access: AccessKind?, slot: SlotIndex = .dr0, watch: UInt32 = 1,
        line: Int = 1, instruction: UInt64? = nil
    ) -> Site {
        let address = instruction ?? 0x401000 + 16 * UInt64(number - 1)
        return Site(
            id: SiteID(rawValue: number), watch: WatchID(rawValue: watch), slot: slot,
            query: SiteQuery(pc: address + 1, isExact: false, address: 0x404010, byteCount: 8),
            finding: function.map {
                SiteFinding(
                    instruction: Instruction(address: address, bytes: [0x90], text: "mov qword ptr [rdi], rax"),
                    access: access,
                    place: CodePlace(function: $0, offset: 4, file: "ledger.c", line: line, module: "a.out"))
            })
    }

    static func hit(
        _ trap: UInt64, site: UInt32, tid: Int32 = 10, slot: SlotIndex = .dr0, watch: UInt32 = 1,
        kind: WatchKind = .readWrite, old: UInt64 = 1, new: UInt64 = 2, flags: HitRecord.Flags = [.hasOld, .hasNew]
    ) -> Hit {
        Hit(
            HitRecord(
                trap: trap, time: trap * 1000, pc: 0x401001 + 16 * UInt64(site - 1), old: old, new: new, pid: 10,
                tid: tid, watch: WatchID(rawValue: watch), status: StatusRegister(slots: SlotSet(slot)), slot: slot,
                length: .eight, kind: kind, flags: flags), site: SiteID(rawValue: site))
    }
}
