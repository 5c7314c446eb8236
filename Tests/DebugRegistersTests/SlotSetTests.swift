import DebugRegisters
import Testing

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
