import DebugRegisters
import Testing
import Tracing
import WatchSlots

/// Who made an access and how it was seen stand in DR6's place, and no DR6 reads like one of them.
struct HitMechanismTests {
    private func record(_ status: StatusRegister, _ flags: HitRecord.Flags = []) -> HitRecord {
        HitRecord(
            trap: 1, time: 0, pc: 0x1000, old: 0, new: 0, pid: 1, tid: 1, watch: WatchID(rawValue: 1), status: status,
            slot: .dr0, length: .eight, kind: .write, flags: flags)
    }

    @Test(
        arguments: [0xffff_ffff_8100_0000, 0xffff_ffff_81d3_5f77, 0xffff_ffff_a000_0001, 0xffff_ffff_fffd_ffff]
            as [UInt64])
    func theKernelsInstructionIsKept(_ pc: UInt64) {
        let hit = record(.init(rawValue: HitRecord.kernelAccess(at: pc).rawValue))
        #expect(hit.isByKernel && hit.isByPerf && hit.kernelPC == pc)
    }

    @Test(
        arguments: [
            0, 0x40_1000, 0xffff_8880_0000_1000, 0xffff_ffff_0000_0000, 0xffff_ffff_7fff_ffff, 0xffff_ffff_ffff_0ff1,
        ] as [UInt64])
    func anotherAddressIsNotKnown(_ pc: UInt64) {
        let hit = record(HitRecord.kernelAccess(at: pc))
        #expect(hit.isByKernel && hit.isByPerf && hit.kernelPC == nil)
    }

    @Test func noStatusRegisterReadsLikeIt() {
        for low in [0, 0xf, 0xff0, 0xff1, 0x4ff0, 0xeff0, 0xffff] as [UInt32] {
            for high in [0xffff_0000, 0xfffe_0000] as [UInt32] {
                let hit = record(StatusRegister(rawValue: high | low))
                #expect(!hit.isByPerf && !hit.isByKernel && hit.kernelPC == nil)
            }
        }
        #expect(record(HitRecord.perfAccess).isByPerf && !record(HitRecord.perfAccess).isByKernel)
        #expect(!record(HitRecord.perfAccess, .statusWasLost).isByPerf)
        #expect(!record(HitRecord.kernelAccess, .statusWasLost).isByKernel)
    }
}
