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

@Suite struct SlotSetTests {
    static let all = (0..<16).map { SlotSet(rawValue: UInt8($0)) }

    @Test func algebraAgreesWithSets() {
        for a in Self.all {
            let x = Set(a)
            #expect(a.count == x.count && a.isEmpty == x.isEmpty)
            #expect(Array(a) == x.sorted())
            for b in Self.all {
                let y = Set(b)
                #expect(Set(a.union(b)) == x.union(y))
                #expect(Set(a.intersection(b)) == x.intersection(y))
                #expect(Set(a.symmetricDifference(b)) == x.symmetricDifference(y))
                #expect(Set(a.subtracting(b)) == x.subtracting(y))
                #expect(a.isSubset(of: b) == x.isSubset(of: y))
                #expect(a.isDisjoint(with: b) == x.isDisjoint(with: y))
            }
            for slot in SlotIndex.allCases {
                #expect(a.contains(slot) == x.contains(slot))
                var c = a
                var z = x
                #expect(c.insert(slot).inserted == z.insert(slot).inserted)
                #expect(Set(c) == z)
                c = a
                z = x
                #expect(c.remove(slot) == z.remove(slot))
                #expect(Set(c) == z)
                c = a
                #expect((c.update(with: slot) == nil) == !a.contains(slot))
                #expect(c.contains(slot))
            }
        }
    }

    @Test func bitsAboveThreeNameNoSlot() {
        for raw in UInt8.min...UInt8.max { #expect(SlotSet(rawValue: raw) == SlotSet(rawValue: raw & 0xf)) }
        #expect(SlotSet.all.count == 4)
        #expect(SlotSet([.dr1, .dr3]).description == "{DR1, DR3}")
    }
}

@Suite struct GenericBreakpointTests {
    @Test func everyWatchMapsThereAndBack() throws {
        for kind in WatchKind.allCases {
            for length in WatchLength.allCases {
                let generic = GenericBreakpoint(kind, length: length)
                let back = try generic.x86()
                #expect(back.kind == kind)
                #expect(back.length == (kind == .execute ? .one : length))
            }
        }
        #expect(GenericBreakpoint(.write, length: .four) == GenericBreakpoint(type: .init(rawValue: 2), length: 4))
        #expect(GenericBreakpoint(.readWrite, length: .two) == GenericBreakpoint(type: .init(rawValue: 3), length: 2))
        #expect(GenericBreakpoint(.execute, length: .one) == GenericBreakpoint(type: .init(rawValue: 4), length: 8))
    }

    /// Every bp_type and bp_len of interest: accepted exactly where the kernel accepts it, else the field is named.
    @Test func everythingElseIsRefusedByField() {
        for type: UInt32 in 0..<16 {
            for length: UInt64 in 0..<20 {
                let generic = GenericBreakpoint(type: .init(rawValue: type), length: length)
                let fits = type == 4 ? length == 8 : (type == 2 || type == 3) && [1, 2, 4, 8].contains(length)
                do {
                    _ = try generic.x86()
                    #expect(fits, "type \(type), length \(length)")
                } catch {
                    #expect(!fits, "type \(type), length \(length)")
                    #expect(error.field == ([2, 3, 4].contains(type) ? "bp_len" : "bp_type"))
                    #expect(error.description.hasPrefix(error.field))
                }
            }
        }
        #expect(throws: GenericBreakpoint.Refusal.readAlone) { try GenericBreakpoint(type: .read, length: 4).x86() }
        #expect(throws: GenericBreakpoint.Refusal.emptyType) { try GenericBreakpoint(type: .empty, length: 4).x86() }
        #expect(throws: GenericBreakpoint.Refusal.type(7)) {
            try GenericBreakpoint(type: [.readWrite, .execute], length: 8).x86()
        }
    }
}
