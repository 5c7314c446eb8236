import DebugRegisters
import Testing

@Suite struct StatusRegisterTests {
    @Test func clearedSaysNothing() {
        let cleared = StatusRegister.cleared
        #expect(cleared.rawValue == 0xffff_0ff0)
        #expect(cleared.slots.isEmpty)
        #expect(!cleared.isBusLock && !cleared.isTransactional)
        #expect(!cleared.isSingleStep && !cleared.isDebugRegisterAccess && !cleared.isTaskSwitch)
        #expect(StatusRegister(slots: []) == cleared)
        #expect(StatusRegister(slots: SlotSet(.dr0)).rawValue == 0xffff_0ff1)
    }

    @Test func zeroReadsAsFalseNews() {
        let zero = StatusRegister(rawValue: 0)
        #expect(zero.isBusLock && zero.isTransactional)
    }

    @Test(arguments: 0..<16 as Range<UInt8>)
    func everySlotSetWithEveryFlag(raw: UInt8) {
        let slots = SlotSet(rawValue: raw)
        let flags: [(KeyPath<StatusRegister, Bool>, UInt32)] = [
            (\.isBusLock, 11), (\.isDebugRegisterAccess, 13), (\.isSingleStep, 14), (\.isTaskSwitch, 15),
            (\.isTransactional, 16),
        ]
        for pattern in 0..<32 {
            var value = StatusRegister(slots: slots).rawValue
            for (index, flag) in flags.enumerated() where pattern >> index & 1 != 0 { value ^= 1 << flag.1 }
            let status = StatusRegister(rawValue: value)
            #expect(status.slots == slots)
            for (index, flag) in flags.enumerated() {
                #expect(status[keyPath: flag.0] == (pattern >> index & 1 != 0))
            }
        }
        #expect(StatusRegister(slots: slots, singleStep: true).isSingleStep)
        #expect(StatusRegister(slots: slots, singleStep: true).slots == slots)
    }
}
