import DebugRegisters
import Testing

@Suite struct ControlRegisterTests {
    /// Values that a change must leave alone where it has no business.
    static let bases: [UInt32] = {
        var generator = SplitMix(state: 0xdeb9)
        return [0, .max, ControlRegister.idle.rawValue, 0x5555_5555, 0xaaaa_aaaa]
            + (0..<200).map { _ in generator.next32() }
    }()

    @Test func idleIsBitTenAlone() {
        #expect(ControlRegister.idle.rawValue == 0x400)
        #expect(ControlRegister.idle.enabledSlots.isEmpty)
    }

    /// The bits as the manual draws them, independent of the code under test.
    @Test(arguments: SlotIndex.allCases, WatchKind.allCases)
    func armWritesTheManualsBits(slot: SlotIndex, kind: WatchKind) {
        let condition: UInt32 = [.execute: 0b00, .write: 0b01, .readWrite: 0b11][kind]!
        for (length, lengthBits) in zip(WatchLength.allCases, [0b00, 0b01, 0b11, 0b10] as [UInt32]) {
            var control = ControlRegister.idle
            control.arm(slot, for: kind, length: length)
            let len = kind == .execute ? 0 : lengthBits
            let n = UInt32(slot.number)
            #expect(control.rawValue == 0x400 | 1 << (2 * n) | condition << (16 + 4 * n) | len << (18 + 4 * n))
        }
    }

    @Test(arguments: SlotIndex.allCases, WatchKind.allCases)
    func armRoundTripsOverEveryBase(slot: SlotIndex, kind: WatchKind) {
        for base in Self.bases {
            for length in WatchLength.allCases {
                var control = ControlRegister(rawValue: base)
                control.arm(slot, for: kind, length: length)
                #expect(control[slot].condition == AccessCondition(kind))
                #expect(control[slot].condition.kind == kind)
                #expect(control[slot].length == (kind == .execute ? .one : length))
                #expect(control[slot].isLocallyEnabled)
                #expect(!control[slot].isGloballyEnabled)
                #expect(control.enabledSlots.contains(slot))
                let mask = ControlRegister.mask(of: slot)
                #expect(control.rawValue & ~mask == base & ~mask)
                control.disarm(slot)
                #expect(control.rawValue == base & ~mask)
                #expect(!control.enabledSlots.contains(slot))
            }
        }
    }

    @Test(arguments: SlotIndex.allCases)
    func everyPatternOfASlotDecodes(slot: SlotIndex) {
        let n = UInt32(slot.number)
        let lengths: [WatchLength] = [.one, .two, .eight, .four]
        let conditions: [AccessCondition] = [.execute, .write, .inputOutput, .readWrite]
        for pattern: UInt32 in 0..<64 {
            let control = ControlRegister(rawValue: (pattern & 3) << (2 * n) | (pattern >> 2) << (16 + 4 * n))
            let decoded = control[slot]
            #expect(decoded.isLocallyEnabled == (pattern & 1 != 0))
            #expect(decoded.isGloballyEnabled == (pattern & 2 != 0))
            #expect(decoded.isEnabled == (pattern & 3 != 0))
            #expect(decoded.condition == conditions[Int(pattern >> 2 & 3)])
            #expect(decoded.length == lengths[Int(pattern >> 4)])
            for other in SlotIndex.allCases where other != slot { #expect(!control[other].isEnabled) }
        }
    }

    @Test func masksOfTheSlotsAreDisjoint() {
        let masks = SlotIndex.allCases.map(ControlRegister.mask(of:))
        #expect(masks.reduce(0, ^) == masks.reduce(0, |))
        #expect(masks.reduce(0, |) == 0xffff_00ff)
        #expect(masks.allSatisfy { $0.nonzeroBitCount == 6 })
    }

    @Test func enabledSlotsSeesLocalAndGlobal() {
        for pattern: UInt32 in 0..<256 {
            let expected = SlotIndex.allCases.filter { pattern >> UInt32(2 * $0.number) & 3 != 0 }
            #expect(Array(ControlRegister(rawValue: pattern).enabledSlots) == expected)
        }
    }

    @Test func enableBitsAndFlagsChangeNothingElse() {
        for base in Self.bases {
            for slot in SlotIndex.allCases {
                for isOn in [true, false] {
                    var control = ControlRegister(rawValue: base)
                    control.setLocallyEnabled(slot, isOn)
                    #expect((control.rawValue ^ base) & ~(1 << UInt32(2 * slot.number)) == 0)
                    #expect(control[slot].isLocallyEnabled == isOn)
                    control = ControlRegister(rawValue: base)
                    control.setGloballyEnabled(slot, isOn)
                    #expect((control.rawValue ^ base) & ~(2 << UInt32(2 * slot.number)) == 0)
                    #expect(control[slot].isGloballyEnabled == isOn)
                }
            }
            let flags: [(WritableKeyPath<ControlRegister, Bool>, UInt32)] = [
                (\.isLocallyExact, 8), (\.isGloballyExact, 9), (\.isTransactionalEnabled, 11), (\.isGeneralDetect, 13),
            ]
            for (flag, bit) in flags {
                var control = ControlRegister(rawValue: base)
                for isOn in [true, false] {
                    control[keyPath: flag] = isOn
                    #expect(control[keyPath: flag] == isOn)
                    #expect(control.rawValue == base & ~(1 << bit) | (isOn ? 1 << bit : 0))
                }
            }
        }
    }

    @Test func lengthsAndConditionsEncodeAsTheManualSays() {
        #expect(WatchLength.allCases.map(\.encoded) == [0b00, 0b01, 0b11, 0b10])
        for length in WatchLength.allCases {
            #expect(WatchLength(encoded: length.encoded) == length)
            #expect(WatchLength(encoded: length.encoded | 0xfc) == length)
            #expect(WatchLength(byteCount: length.byteCount) == length)
        }
        for count in [-1, 0, 3, 5, 6, 7, 9, 16, 256, 257, .max] { #expect(WatchLength(byteCount: count) == nil) }
        #expect(AccessCondition.inputOutput.kind == nil)
        #expect(SlotIndex(number: 4) == nil && SlotIndex(number: -1) == nil && SlotIndex(number: 256) == nil)
        #expect((0..<4).map { SlotIndex(number: $0)?.description } == ["DR0", "DR1", "DR2", "DR3"])
    }

    @Test func addressesWrapAndKnowTheirAlignment() {
        #expect(LinearAddress(0) - 1 == LinearAddress(.max))
        #expect(LinearAddress(.max) + 1 == LinearAddress(0))
        #expect(LinearAddress(0x5555_5555_8010).description == "0x555555558010")
        for length in WatchLength.allCases {
            for address: UInt64 in 0..<16 {
                #expect(LinearAddress(address).isAligned(to: length) == (address % UInt64(length.byteCount) == 0))
            }
        }
    }
}
