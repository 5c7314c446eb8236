import DebugRegisters
import Testing
import WatchSlots

@Suite struct HitAttributionTests {
    static let armed: ControlRegister = {
        var control = ControlRegister.idle
        control.arm(.dr0, for: .write, length: .eight)
        control.arm(.dr2, for: .readWrite, length: .four)
        return control
    }()

    /// Every si_code a SIGTRAP can carry here, and then some: DR6 is believed at two of them.
    @Test func staleBitsAreNeverBelieved() {
        for code: Int32 in -128...256 {
            for raw: UInt8 in 0..<16 {
                let status = StatusRegister(slots: SlotSet(rawValue: raw), singleStep: code == 2)
                let slots = HitAttribution.slots(status: status, signalCode: code, installed: Self.armed)
                let expected: SlotSet = code == 4 || code == 2 ? SlotSet(rawValue: raw & 0b0101) : []
                #expect(slots == expected, "si_code \(code), DR6 \(raw)")
            }
        }
    }

    @Test func nothingIsOursInAThreadWithNothingInstalled() {
        for raw: UInt8 in 0..<16 {
            let status = StatusRegister(slots: SlotSet(rawValue: raw))
            #expect(HitAttribution.slots(status: status, signalCode: 4, installed: .idle).isEmpty)
        }
    }

    @Test func everySlotOfATrapIsAHit() {
        let all = ControlRegister(rawValue: 0x9999_0455)
        #expect(HitAttribution.slots(status: .init(rawValue: 0xffff_0fff), signalCode: 4, installed: all) == .all)
        #expect(
            HitAttribution.slots(status: .init(rawValue: 0xffff_4ff6), signalCode: 2, installed: all) == [.dr1, .dr2])
    }
}
