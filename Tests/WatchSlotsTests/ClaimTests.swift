import DebugRegisters
import Testing
import WatchSlots

/// Pinned, flexible and exclusive watches in one table.
@Suite struct ClaimTests {
    private static func request(
        _ address: UInt64, _ count: UInt64 = 8, _ claim: RegisterClaim = .flexible, slot: SlotIndex? = nil
    ) -> WatchRequest {
        var request = WatchRequest(address: .init(address), byteCount: count, slot: slot)
        request.claim = claim
        return request
    }

    private static func table(flexible count: Int) throws -> WatchTable {
        var table = WatchTable()
        for n in 0..<count { _ = try table.register(request(0x1000 + 8 * UInt64(n))) }
        return table
    }

    private static func slots(_ table: WatchTable, _ id: UInt32) -> [Int] {
        table[WatchID(rawValue: id)]!.assignments.map(\.slot.number)
    }

    @Test func aFlexibleWatchIsAcceptedThoughNoRegisterIsFree() throws {
        var table = try Self.table(flexible: 6)
        #expect((1...6).map { Self.slots(table, $0) } == [[0], [1], [2], [3], [], []])
        #expect(table.waiting.map(\.id.rawValue) == [5, 6] && table.rotates)
        #expect(table.wait(of: WatchID(rawValue: 6)) == .turn(ahead: 1))
        #expect(table.wait(of: WatchID(rawValue: 1)) == nil)
        table.rotate()
        #expect((1...6).map { Self.slots(table, $0) } == [[0], [1], [], [], [2], [3]])
    }

    @Test func fourTakeNoTurns() throws {
        let table = try Self.table(flexible: 4)
        #expect(!table.rotates && table.waiting.isEmpty)
    }

    @Test func aPinnedWatchTakesARegisterBack() throws {
        var table = try Self.table(flexible: 5)
        table.rotate()
        // 1, 2, 3 and 5 hold; the third would be the next to wait.
        let pinned = try table.register(Self.request(0x2000, 8, .pinned))
        #expect(pinned.assignments.map(\.slot) == [.dr2])
        #expect(Self.slots(table, 3) == [] && Self.slots(table, 5) == [3])
        #expect(table.waiting.map(\.id.rawValue) == [3, 4], "its time was not over: it is the next")
        for n: UInt64 in 1...3 { _ = try table.register(Self.request(0x2000 + 8 * n, 8, .pinned)) }
        #expect(table.watches.filter { $0.request.claim == .flexible }.allSatisfy { $0.assignments.isEmpty })
        #expect(!table.rotates)
        #expect(table.wait(of: WatchID(rawValue: 1)) == .tooFew(needed: 1, open: 0))
        let before = table
        #expect {
            try table.register(Self.request(0x3000, 8, .pinned))
        } throws: { error in
            guard case .noFreeSlot(1, [], _)? = error as? WatchError else { return false }
            return true
        }
        #expect(table == before)
        try table.release(pinned.id)
        #expect(table.watches.filter { $0.request.claim == .flexible && !$0.assignments.isEmpty }.count == 1)
    }

    @Test func aPinnedWatchTakesTheRegisterThatItIsBoundTo() throws {
        var table = try Self.table(flexible: 4)
        _ = try table.register(Self.request(0x2000, 8, .pinned, slot: .dr2))
        #expect(Self.slots(table, 3) == [] && Self.slots(table, 5) == [2])
        #expect(throws: WatchError.slotTaken(.dr2, by: .watch(WatchID(rawValue: 5)))) {
            try table.register(Self.request(0x3000, 8, .flexible, slot: .dr2))
        }
    }

    @Test func aDisabledFlexibleWatchHoldsNothing() throws {
        var table = try Self.table(flexible: 5)
        try table.setEnabled(WatchID(rawValue: 2), false)
        #expect(Self.slots(table, 2) == [] && Self.slots(table, 5) == [1])
        #expect(!table.rotates && table.wait(of: WatchID(rawValue: 2)) == nil)
        try table.setEnabled(WatchID(rawValue: 2), true)
        #expect(table.waiting.map(\.id.rawValue) == [2])
    }

    @Test func anExclusiveWatchKeepsTheOthersOut() throws {
        var table = WatchTable()
        let pinned = try table.register(Self.request(0x1000, 8, .pinned))
        let off = try table.register(Self.request(0x1008, 8, .pinned))
        try table.setEnabled(off.id, false)
        let flexible = try table.register(Self.request(0x1010))
        let before = table.intended
        let exclusive = try table.register(Self.request(0x3000, 16, .exclusive))
        #expect(exclusive.assignments.map(\.slot) == [.dr0, .dr1])
        #expect(table.intended.slots == [.dr0, .dr1])
        #expect(table.intended[.dr0]?.address == LinearAddress(0x3000))
        for id in [pinned.id, flexible.id] { #expect(table.wait(of: id) == .keptOut(by: exclusive.id)) }
        // Who comes meanwhile waits too, and is refused where it never will find room.
        let late = try table.register(Self.request(0x1018, 16, .pinned))
        #expect(table.wait(of: late.id) == .keptOut(by: exclusive.id))
        #expect(throws: WatchError.self) { try table.register(Self.request(0x1100, 8, .pinned)) }
        let second = try table.register(Self.request(0x3100, 8, .exclusive))
        #expect(table.wait(of: second.id) == .keptOut(by: exclusive.id))
        try table.release(second.id)
        try table.release(late.id)
        try table.setEnabled(exclusive.id, false)
        #expect(table.intended == before, "everybody is back where it was")
        #expect(table[off.id]!.assignments.map(\.slot) == [.dr1])
        try table.setEnabled(exclusive.id, true)
        try table.release(exclusive.id)
        #expect(table.intended == before)
    }

    @Test func aClaimCanChange() throws {
        var table = try Self.table(flexible: 5)
        let first = WatchID(rawValue: 1)
        try table.modify(first, to: Self.request(0x1000, 8, .pinned))
        #expect(Self.slots(table, 1) == [0] && table.pinnedSlots == [.dr0])
        table.rotate()
        #expect(Self.slots(table, 1) == [0])
        try table.modify(first, to: Self.request(0x1000, 4, .flexible))
        #expect(table.pinnedSlots.isEmpty && table.turns.count == 5)
        try table.modify(WatchID(rawValue: 2), to: Self.request(0x1008, 4))
        #expect(table[WatchID(rawValue: 2)]?.assignments.allSatisfy { $0.piece.length == .four } == true)
    }

    /// What ptrace has used is not given back to perf, so that those who give up registers have one mechanism.
    @Test(arguments: [WatchMechanism.perf, .ptrace]) func turnsAreOfOneMechanism(mechanism: WatchMechanism) throws {
        func request(_ address: UInt64, _ claim: RegisterClaim, other: Bool = false) -> WatchRequest {
            var request = Self.request(address, 8, claim)
            request.mechanism = other == (mechanism == .perf) ? .ptrace : .perf
            return request
        }
        var table = WatchTable()
        for index in 0..<5 as Range<UInt64> { _ = try table.register(request(0x1000 + 8 * index, .flexible)) }
        #expect(table.waiting.count == 1 && table.rotates)
        #expect(table.perfAssignments.count == (mechanism == .perf ? 4 : 0))
        for claim in [RegisterClaim.flexible, .exclusive] {
            let before = table
            #expect(throws: WatchError.claimMixesMechanisms(claim)) {
                try table.register(request(0x2000, claim, other: true))
            }
            #expect(table == before)
        }
        let pinned = try table.register(request(0x2000, .pinned, other: true))
        #expect(throws: WatchError.claimMixesMechanisms(.flexible)) {
            try table.modify(pinned.id, to: request(0x2000, .flexible, other: true))
        }
        // Alone among those that take turns, a watch may change its mechanism.
        for id in 2...5 as ClosedRange<UInt32> { try table.release(WatchID(rawValue: id)) }
        try table.modify(WatchID(rawValue: 1), to: request(0x1000, .flexible, other: true))
    }

    @Test func aWithheldSlotIsSharedByNobody() throws {
        var table = try Self.table(flexible: 4)
        table.withhold(.dr2, by: "somebody")
        #expect(table.waiting.map(\.id) == [WatchID(rawValue: 3)] && table.holder(of: .dr2) == .other("somebody"))
        for _ in 0..<8 {
            table.rotate()
            #expect(table.watches.flatMap(\.assignments).count == 3 && table.assignment(of: .dr2) == nil)
        }
        for slot in SlotIndex.allCases { table.withhold(slot, by: "somebody") }
        #expect(table.wait(of: WatchID(rawValue: 1)) == .tooFew(needed: 1, open: 0) && !table.rotates)
    }

    /// Over random changes: no register has two owners, pinned watches always hold theirs, and only a whole watch is armed.
    @Test(arguments: 0..<200) func theTableStaysSound(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        var table = WatchTable()
        for step in 0..<60 {
            let id = table.watches.randomElement(using: &random)?.id
            switch Int.random(in: 0...9, using: &random) {
            case 0...3:
                let claim: RegisterClaim = [.pinned, .flexible, .flexible, .exclusive].randomElement(using: &random)!
                _ = try? table.register(
                    Self.request(
                        0x1000 + 64 * UInt64(step), [4, 8, 16, 24].randomElement(using: &random)!, claim,
                        slot: Int.random(in: 0...4, using: &random) == 0 ? .dr1 : nil))
            case 4: if let id { try table.release(id) }
            case 5: if let id { try? table.setEnabled(id, Bool.random(using: &random)) }
            case 6:
                if let id, let request = table[id]?.request {
                    var changed = request
                    changed.claim = RegisterClaim.allCases.randomElement(using: &random)!
                    try? table.modify(id, to: changed)
                }
            default: table.rotate()
            }
            check(table)
        }
    }

    private func check(_ table: WatchTable) {
        let held = table.watches.flatMap { $0.assignments.map(\.slot) }
        #expect(Set(held).count == held.count)
        let exclusive = table.exclusiveHolder
        for watch in table.watches {
            let pieces = (try? WatchSplit.pieces(of: watch.request)) ?? []
            #expect(watch.assignments.isEmpty || watch.assignments.map(\.piece) == pieces)
            #expect(watch.claimed.isEmpty || watch.claimed.map(\.piece) == pieces)
            if let exclusive {
                #expect(watch.assignments.isEmpty == (watch.id != exclusive.id))
            } else if watch.request.claim == .pinned {
                #expect(!watch.assignments.isEmpty)
            }
            #expect((table.wait(of: watch.id) != nil) == (watch.isEnabled && watch.assignments.isEmpty))
        }
    }
}
