import DebugRegisters
import Testing

@Suite struct RegisterFieldTests {
    @Test(arguments: [ControlRegister.fields, StatusRegister.fields])
    func everyBitBelongsToExactlyOneField(fields: [RegisterField]) {
        for bit in 0..<32 { #expect(fields.count { $0.bits.contains(bit) } == 1, "bit \(bit)") }
        #expect(fields.reduce(0) { $0 | $1.mask } == .max)
        #expect(fields.map(\.bits.lowerBound) == fields.map(\.bits.lowerBound).sorted())
        let named = fields.filter { !$0.isFixed }.map(\.name)
        #expect(Set(named).count == named.count)
    }

    @Test func theTableIsTheManuals() {
        func text(_ fields: [RegisterField]) -> String {
            fields.map { "\($0.name)@\($0.bits.lowerBound)" + ($0.bits.count > 1 ? "-\($0.bits.upperBound)" : "") }
                .joined(separator: " ")
        }
        #expect(
            text(ControlRegister.fields) == """
                L0@0 G0@1 L1@2 G1@3 L2@4 G2@5 L3@6 G3@7 LE@8 GE@9 1@10 RTM@11 0@12 GD@13 0@14-15 \
                R/W0@16-17 LEN0@18-19 R/W1@20-21 LEN1@22-23 R/W2@24-25 LEN2@26-27 R/W3@28-29 LEN3@30-31
                """)
        #expect(
            text(StatusRegister.fields) == """
                B0@0 B1@1 B2@2 B3@3 1@4-10 BLD@11 0@12 BD@13 BS@14 BT@15 RTM@16 1@17-31
                """)
        for bit in 0..<32 {
            #expect(ControlRegister.field(atBit: bit).bits.contains(bit))
            #expect(StatusRegister.field(atBit: bit).bits.contains(bit))
        }
    }

    @Test(arguments: SlotIndex.allCases)
    func theFieldsOfASlotAreItsMask(slot: SlotIndex) {
        let own = ControlRegister.fields.filter { $0.slot == slot }
        #expect(own.reduce(0) { $0 | $1.mask } == ControlRegister.mask(of: slot))
        #expect(own.allSatisfy { $0.purpose.contains(slot.description) })
        #expect(StatusRegister.fields.filter { $0.slot == slot }.map(\.bits) == [slot.number...slot.number])
    }

    @Test func valuesAreShiftedDown() {
        let control = ControlRegister(rawValue: 0x00f9_0405)
        let byName = Dictionary(
            uniqueKeysWithValues: ControlRegister.fields.filter { !$0.isFixed }.map { ($0.name, $0) })
        #expect(control.value(of: byName["R/W0"]!) == 0b01)
        #expect(control.value(of: byName["LEN0"]!) == 0b10)
        #expect(control.value(of: byName["LEN1"]!) == 0b11)
        #expect(control.value(of: byName["L1"]!) == 1)
        #expect(byName["LEN0"]!.digits(in: control.rawValue) == "10")
        #expect(StatusRegister.fields.last!.value(in: .max) == 0x7fff)
    }

    @Test func explanationsSayWhatTheBitsMean() {
        let control = ControlRegister(rawValue: 0x00f9_0405)
        #expect(control.explanation(ofBit: 0) == "L0 = 1: DR0 is armed in this thread, for writes to 8 bytes")
        #expect(control.explanation(ofBit: 4) == "L2 = 0: DR2 is not armed")
        #expect(control.explanation(ofBit: 10) == "bit 10 = 1: fixed; the processor reads it as one")
        #expect(control.explanation(ofBit: 19) == "LEN0 = 10: DR0 covers 8 bytes")
        #expect(control.explanation(ofBit: 20) == "R/W1 = 11: DR1 traps on reads and writes of data")
        #expect(
            control.explanation(ofBit: 28)
                == "R/W3 = 00: DR3 traps on execution, before the instruction runs, once armed")
        #expect(control.explanation(flippingBit: 0) == "L0 = 0: DR0 is not armed")
        #expect(control.explanation(flippingBit: 10) == nil)
        let execute = ControlRegister(rawValue: 0x000c_0401)
        #expect(
            execute.explanation(ofBit: 18) == "LEN0 = 11: undefined for execution, which needs 00; Linux refuses it")
        let status = StatusRegister(rawValue: 0xffff_0ff1)
        #expect(status.explanation(ofBit: 0) == "B0 = 1: the condition of DR0 was met")
        #expect(status.explanation(ofBit: 11) == "BLD = 1: active low: no bus lock")
        #expect(
            StatusRegister(rawValue: 0).explanation(ofBit: 16)
                == "RTM = 0: active low: the trap came inside a transactional region")
    }

    @Test func explanationsFitALineForEveryValue() {
        var generator = SplitMix(state: 7)
        for base in [0, .max, 0x400] + (0..<500).map({ _ in generator.next32() }) {
            for bit in 0..<32 {
                let control = ControlRegister(rawValue: base)
                let status = StatusRegister(rawValue: base)
                for text in [
                    control.explanation(ofBit: bit), status.explanation(ofBit: bit),
                    control.explanation(flippingBit: bit) ?? "",
                ] { #expect(text.count <= 100, "\(text)") }
            }
        }
    }

    @Test func fieldsThatAreNewsAgreeWithTheProperties() {
        var generator = SplitMix(state: 9)
        for _ in 0..<500 {
            let status = StatusRegister(rawValue: generator.next32())
            let news = Set(StatusRegister.fields.filter(status.isNews).map(\.name))
            var expected = Set(status.slots.map { "B\($0.number)" })
            if status.isBusLock { expected.insert("BLD") }
            if status.isDebugRegisterAccess { expected.insert("BD") }
            if status.isSingleStep { expected.insert("BS") }
            if status.isTaskSwitch { expected.insert("BT") }
            if status.isTransactional { expected.insert("RTM") }
            #expect(news == expected)
        }
    }
}
