import DebugRegisters
import Testing
import WatchSlots

@Suite struct RegisterPlanTests {
    static func piece(_ address: UInt64, _ length: WatchLength = .eight, _ kind: WatchKind = .write) throws
        -> WatchPiece
    {
        try WatchPiece(address: .init(address), length: length, kind: kind)
    }

    static func bank(_ pieces: [SlotIndex: WatchPiece]) -> IntendedBank {
        var bank = IntendedBank()
        for (slot, piece) in pieces { bank[slot] = piece }
        return bank
    }

    /// A thread's bank after the plan to `intended`.
    static func installed(_ intended: IntendedBank, from start: RegisterBank = RegisterBank()) -> RegisterBank {
        var bank = start
        for write in RegisterPlan(from: start, to: intended).writes { bank.apply(write) }
        return bank
    }

    /// A plan as lines, so that a failing test shows a diff: `DR0 = 0x1000`, `DR7 = 0x90401`.
    static func trace(_ from: RegisterBank, _ to: IntendedBank) -> [String] {
        RegisterPlan(from: from, to: to).writes.map {
            switch $0 {
            case .address(let slot, let address): "\(slot) = \(address)"
            case .control(let control): "DR7 = 0x\(String(control.rawValue, radix: 16))"
            }
        }
    }

    @Test func nothingToDoIsNothingDone() throws {
        #expect(RegisterPlan(from: RegisterBank(), to: IntendedBank()).isEmpty)
        let intended = Self.bank([.dr1: try Self.piece(0x1000)])
        #expect(RegisterPlan(from: Self.installed(intended), to: intended).isEmpty)
    }

    @Test func armingAFreshThreadWritesTheAddressThenTheControl() throws {
        #expect(
            Self.trace(RegisterBank(), Self.bank([.dr0: try Self.piece(0x1000)])) == ["DR0 = 0x1000", "DR7 = 0x90401"])
        let four = Self.bank([
            .dr0: try Self.piece(0x1000, .one), .dr1: try Self.piece(0x2000, .two, .readWrite),
            .dr2: try Self.piece(0x3000, .four), .dr3: try Self.piece(0x4003, .one, .execute),
        ])
        #expect(
            Self.trace(RegisterBank(), four) == [
                "DR0 = 0x1000", "DR1 = 0x2000", "DR2 = 0x3000", "DR3 = 0x4003", "DR7 = 0xd710455",
            ])
    }

    @Test func anUnusedRegisterIsNeverTouched() throws {
        let trace = Self.trace(RegisterBank(), Self.bank([.dr2: try Self.piece(0x1000)]))
        #expect(trace == ["DR2 = 0x1000", "DR7 = 0x9000410"])
    }

    @Test func aNewAddressGoesInUnderAClearedSlot() throws {
        let from = Self.installed(Self.bank([.dr0: try Self.piece(0x1000), .dr1: try Self.piece(0x2000)]))
        let to = Self.bank([.dr0: try Self.piece(0x1001, .one), .dr1: try Self.piece(0x2000)])
        #expect(Self.trace(from, to) == ["DR7 = 0x900404", "DR0 = 0x1001", "DR7 = 0x910405"])
    }

    @Test func disablingClearsAllSixBitsAndNothingElse() throws {
        let from = Self.installed(Self.bank([.dr0: try Self.piece(0x1000), .dr3: try Self.piece(0x2000)]))
        #expect(Self.trace(from, Self.bank([.dr3: try Self.piece(0x2000)])) == ["DR7 = 0x90000440"])
        #expect(Self.trace(from, IntendedBank()) == ["DR7 = 0x400"])
    }

    @Test func enablingAgainAtTheSameAddressIsOneWrite() throws {
        let intended = Self.bank([.dr0: try Self.piece(0x1000)])
        let off = Self.installed(IntendedBank(), from: Self.installed(intended))
        #expect(off.touched == [.dr0] && off[.dr0] == LinearAddress(0x1000))
        #expect(Self.trace(off, intended) == ["DR7 = 0x90401"])
        #expect(Self.trace(off, Self.bank([.dr0: try Self.piece(0x2001, .one)])) == ["DR0 = 0x2001", "DR7 = 0x10401"])
    }

    @Test func aChangeOfKindOrLengthAloneIsOneWrite() throws {
        let from = Self.installed(Self.bank([.dr0: try Self.piece(0x1000)]))
        #expect(Self.trace(from, Self.bank([.dr0: try Self.piece(0x1000, .four, .readWrite)])) == ["DR7 = 0xf0401"])
    }

    /// Random intents over one thread's life, under the kernel's rules: every step is accepted, the end is the intent, no
    /// DRn holds a physical slot that no intent ever asked for, and no write could be left out.
    @Test(arguments: 0..<100 as Range<UInt64>)
    func everyPlanIsAcceptedByTheKernelAtEachStep(seed: UInt64) throws {
        var generator = SplitMix(state: seed)
        var kernel = KernelRegisters()
        var bank = RegisterBank()
        var everUsed: SlotSet = []
        // Some runs never use some slots, as when others hold the physical ones.
        let usable = SlotIndex.allCases.filter { _ in generator.below(4) != 0 }
        kernel.heldElsewhere = 4 - usable.count
        for _ in 0..<60 {
            var intended = IntendedBank()
            for slot in usable where generator.below(3) != 0 {
                let kind = WatchKind.allCases[Int(generator.below(3))]
                let length = kind == .execute ? .one : WatchLength.allCases[Int(generator.below(4))]
                let address = (0x1000 + generator.below(24)) / UInt64(length.byteCount) * UInt64(length.byteCount)
                intended[slot] = try WatchPiece(address: .init(address), length: length, kind: kind)
            }
            everUsed.formUnion(intended.slots)
            let plan = RegisterPlan(from: bank, to: intended)
            #expect(Self.couldBeShorter(plan, kernel, intended) == false)
            for write in plan.writes {
                try kernel.accept(write)
                bank.apply(write)
            }
            #expect(Self.stands(intended, in: kernel))
            #expect(bank.control == intended.control)
            #expect(bank.touched.isSubset(of: everUsed))
            #expect(kernel.allocated == bank.touched.count)
        }
    }

    static func stands(_ intended: IntendedBank, in kernel: KernelRegisters) -> Bool {
        let armed = kernel.armed
        guard armed.count == intended.slots.count else { return false }
        return intended.slots.allSatisfy { slot in
            guard let piece = intended[slot], let event = armed[slot.number] else { return false }
            return event.address == piece.address.rawValue && event.length == piece.length.encoded
                && event.type == UInt32(AccessCondition(piece.kind).rawValue)
        }
    }

    /// Whether leaving one write out would still be accepted and still end at the intent.
    ///
    /// A first write to DR7 is due whenever a readdressed slot is armed, also where the old length happens to allow the
    /// new address: between the two the slot would watch a place that nobody asked for.
    static func couldBeShorter(_ plan: RegisterPlan, _ kernel: KernelRegisters, _ intended: IntendedBank) -> Bool {
        var firstControl = plan.writes.count > 1
        if case .control? = plan.writes.first {} else { firstControl = false }
        return plan.writes.indices.contains { left in
            if left == 0, firstControl { return false }
            var trial = kernel
            for (index, write) in plan.writes.enumerated() where index != left {
                do { try trial.accept(write) } catch { return false }
            }
            return stands(intended, in: trial)
        }
    }

    /// The model refuses what the kernel refuses: else it proves nothing.
    @Test func theModelHasTeeth() throws {
        var kernel = KernelRegisters()
        try kernel.accept(.address(.dr0, .init(0x1000)))
        try kernel.accept(.control(.init(rawValue: 0x90401)))
        #expect(throws: KernelRegisters.Refusal.invalid) { try kernel.accept(.address(.dr0, .init(0x1004))) }
        // Only the enable bit cleared: the length still counts.
        try kernel.accept(.control(.init(rawValue: 0x90400)))
        #expect(throws: KernelRegisters.Refusal.invalid) { try kernel.accept(.address(.dr0, .init(0x1004))) }
        try kernel.accept(.control(.init(rawValue: 0x400)))
        try kernel.accept(.address(.dr0, .init(0x1004)))
        #expect(throws: KernelRegisters.Refusal.invalid) { try kernel.accept(.control(.init(rawValue: 0x90401))) }
        #expect(throws: KernelRegisters.Refusal.invalid) { try kernel.accept(.control(.init(rawValue: 0xc0401))) }
        #expect(throws: KernelRegisters.Refusal.invalid) { try kernel.accept(.control(.init(rawValue: 0x20401))) }
        // An untouched slot that is enabled watches address 0.
        try kernel.accept(.control(.init(rawValue: 0x900404)))
        #expect(kernel.armed[1]?.address == 0)
        kernel.heldElsewhere = 2
        #expect(throws: KernelRegisters.Refusal.noSpace) { try kernel.accept(.address(.dr2, .init(0))) }
    }
}
