import DebugRegisters
import HitRules
import Testing
import WatchSlots

@Suite struct WatchTableTests {
    static func request(
        _ address: UInt64, _ count: UInt64 = 8, _ kind: WatchKind = .write, slot: SlotIndex? = nil
    ) -> WatchRequest { WatchRequest(address: .init(address), byteCount: count, kind: kind, slot: slot) }

    static func slots(_ watch: Watch?) -> [Int] { watch?.assignments.map(\.slot.number) ?? [] }

    @Test func theFirstFreeSlotIsTaken() throws {
        var table = WatchTable()
        for n in 0..<4 {
            let watch = try table.register(Self.request(0x1000 + 8 * UInt64(n)))
            #expect(watch.id.rawValue == UInt32(n + 1))
            #expect(Self.slots(watch) == [n])
            #expect(watch.isEnabled)
        }
        #expect(table.freeSlots.isEmpty)
        try table.release(WatchID(rawValue: 2))
        #expect(Self.slots(try table.register(Self.request(0x2000))) == [1])
    }

    @Test func aFifthIsRefusedWithWhatWouldFit() throws {
        var table = WatchTable()
        for n: UInt64 in 0..<3 { _ = try table.register(Self.request(0x1000 + 8 * n)) }
        let before = table
        do {
            _ = try table.register(Self.request(0x2000, 16))
            Issue.record("two pieces fitted into one slot")
        } catch {
            guard case .noFreeSlot(let needed, let free, let pieces) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(needed == 2 && free == [.dr3])
            #expect(pieces.map(\.address.rawValue) == [0x2000, 0x2008])
        }
        #expect(table == before)
        _ = try table.register(Self.request(0x2000))
        #expect(throws: WatchError.self) { try table.plan(Self.request(0x3000, 1)) }
    }

    @Test func theChosenSlotIsTakenAndTheOthersFollow() throws {
        var table = WatchTable()
        #expect(Self.slots(try table.register(Self.request(0x1000, slot: .dr2))) == [2])
        #expect(Self.slots(try table.register(Self.request(0x2004, 16, slot: .dr1))) == [1, 3, 0])
        #expect(throws: WatchError.slotTaken(.dr2, by: .watch(WatchID(rawValue: 1)))) {
            try table.plan(Self.request(0x3000, slot: .dr2))
        }
    }

    @Test func slotsOfOthersAreLeftToThem() throws {
        var table = WatchTable()
        try table.hold(.dr0, by: "a perf event of 4242")
        #expect(table.freeSlots == [.dr1, .dr2, .dr3])
        #expect(table.holder(of: .dr0) == .other("a perf event of 4242"))
        #expect(Self.slots(try table.register(Self.request(0x1000))) == [1])
        #expect(throws: WatchError.slotTaken(.dr0, by: .other("a perf event of 4242"))) {
            try table.plan(Self.request(0x2000, slot: .dr0))
        }
        #expect(throws: WatchError.slotTaken(.dr1, by: .watch(WatchID(rawValue: 1)))) { try table.hold(.dr1, by: "x") }
        table.unhold(.dr0)
        #expect(Self.slots(try table.register(Self.request(0x2000))) == [0])
    }

    @Test func aDisabledWatchKeepsItsPlace() throws {
        var table = WatchTable()
        let watch = try table.register(Self.request(0x1000))
        try table.setEnabled(watch.id, false)
        #expect(table.intended == IntendedBank())
        #expect(table.freeSlots == [.dr1, .dr2, .dr3])
        #expect(table.assignment(of: .dr0)?.watch.id == watch.id)
        try table.setEnabled(watch.id, true)
        #expect(table.intended.slots == [.dr0])
        table.disableAll()
        #expect(table.intended.slots.isEmpty && table.watches.count == 1)
    }

    @Test func twoWatchesOnOneAddressStayTwo() throws {
        var table = WatchTable()
        let a = try table.register(Self.request(0x1000))
        let b = try table.register(Self.request(0x1000))
        #expect(a.id != b.id)
        try table.release(a.id)
        #expect(table.assignment(of: .dr1)?.watch.id == b.id)
        #expect(table.assignment(of: .dr0) == nil)
    }

    @Test func numbersAreNeverUsedAgain() throws {
        var table = WatchTable()
        let a = try table.register(Self.request(0x1000))
        table.releaseAll()
        #expect(table.watches.isEmpty && table.freeSlots == .all)
        #expect(try table.register(Self.request(0x1000)).id > a.id)
    }

    @Test func modifyKeepsTheSlots() throws {
        var table = WatchTable()
        let other = try table.register(Self.request(0x1000))
        let wide = try table.register(Self.request(0x2000, 24, slot: .dr3))
        #expect(Self.slots(wide) == [3, 1, 2])
        try table.release(other.id)
        try table.modify(wide.id, to: Self.request(0x2000, 24, .readWrite))
        #expect(Self.slots(table[wide.id]) == [3, 1, 2])
        #expect(table[wide.id]?.assignments.allSatisfy { $0.piece.kind == .readWrite } == true)
        try table.modify(wide.id, to: Self.request(0x2000, 8, slot: .dr3))
        #expect(Self.slots(table[wide.id]) == [3])
        try table.modify(wide.id, to: Self.request(0x2000, 16, slot: .dr1))
        #expect(Self.slots(table[wide.id]) == [1, 2])
        try table.modify(wide.id, to: Self.request(0x2000, 32))
        #expect(Self.slots(table[wide.id]) == [1, 2, 3, 0])
    }

    @Test func whatThrowsChangesNothing() throws {
        var table = WatchTable()
        let a = try table.register(Self.request(0x1000))
        _ = try table.register(Self.request(0x2000, 16))
        let before = table
        let unknown = WatchID(rawValue: 77)
        #expect(throws: WatchError.self) { try table.modify(a.id, to: Self.request(0x1000, 24)) }
        #expect(throws: WatchError.emptyRange) { try table.modify(a.id, to: Self.request(0x1000, 0)) }
        #expect(throws: WatchError.self) { try table.modify(a.id, to: Self.request(0x1000, slot: .dr1)) }
        #expect(throws: WatchError.unknownWatch(unknown)) { try table.modify(unknown, to: Self.request(0x1000)) }
        #expect(throws: WatchError.unknownWatch(unknown)) { try table.release(unknown) }
        #expect(throws: WatchError.unknownWatch(unknown)) { try table.setEnabled(unknown, false) }
        #expect(throws: WatchError.self) { try table.register(Self.request(0x3000, 32)) }
        #expect(throws: WatchError.self) { try table.hold(.dr0, by: "x") }
        #expect(table == before)
        // Growing into one's own slots and the last free one works.
        try table.modify(a.id, to: Self.request(0x1000, 16))
        #expect(Self.slots(table[a.id]) == [0, 3])
    }

    @Test func aPreviewSaysWhatWouldBeTaken() throws {
        var table = WatchTable()
        #expect(
            table.preview(of: Self.request(0x1004, 24))
                == "24 bytes at 0x1004 take 4 slots (4+8+8+4): DR0, DR1, DR2, DR3")
        #expect(table.preview(of: Self.request(0x1004, 1)) == "1 byte at 0x1004 takes DR0")
        #expect(table.preview(of: Self.request(0x1004, 4, slot: .dr2)) == "4 bytes at 0x1004 take DR2")
        #expect(table.preview(of: Self.request(0x1004, 99, .execute)) == "execution at 0x1004 takes DR0")
        _ = try table.register(Self.request(0x2000))
        #expect(
            table.preview(of: Self.request(0x1004, 24)).hasPrefix(
                "24 bytes at 0x1004 need 4 slots (4+8+8+4); free: DR1, DR2, DR3"))
        #expect(table.watches.count == 1)
    }

    /// Random sequences of everything: no slot has two owners, and what throws changes nothing.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func anySequenceKeepsTheInvariants(seed: UInt64) {
        var generator = SplitMix(state: seed)
        var table = WatchTable()
        for _ in 0..<200 {
            let before = table
            let id = WatchID(rawValue: UInt32(generator.below(12)))
            let slot = generator.below(3) == 0 ? SlotIndex(number: Int(generator.below(4))) : nil
            let request = WatchRequest(
                address: .init(0x1000 + generator.below(32)), byteCount: generator.below(20),
                kind: WatchKind.allCases[Int(generator.below(3))], slot: slot, mayRealign: generator.below(2) == 0)
            do {
                switch generator.below(6) {
                case 0: _ = try table.register(request)
                case 1: try table.modify(id, to: request)
                case 2: try table.setEnabled(id, generator.below(2) == 0)
                case 3: try table.release(id)
                case 4: try table.hold(SlotIndex(number: Int(generator.below(4)))!, by: "other")
                default: table.unhold(SlotIndex(number: Int(generator.below(4)))!)
                }
            } catch {
                #expect(table == before)
            }
            let owned = table.watches.flatMap { $0.assignments.map(\.slot) } + Array(table.heldByOthers.keys)
            #expect(Set(owned).count == owned.count)
            #expect(Set(table.freeSlots) == Set(SlotIndex.allCases).subtracting(owned))
            for watch in table.watches {
                let addresses = watch.assignments.map(\.piece.address)
                #expect(addresses == addresses.sorted() && !addresses.isEmpty)
                if let chosen = watch.request.slot { #expect(watch.assignments[0].slot == chosen) }
            }
        }
    }

    /// A frame that is over does not come back; another one, or none, is another matter.
    @Test func aWatchEndsWithItsFrame() throws {
        var table = WatchTable()
        var request = Self.request(0x7ffd_0000)
        request.frame = FrameScope(tid: 7, frameAddress: 0x7ffd_0100, returnAddress: 0x401000)
        let id = try table.register(request).id
        try table.endFrame(of: id)
        #expect(table[id]?.isEnabled == false && table[id]?.isFrameOver == true)
        #expect(Self.slots(table[id]) == [0])
        #expect(throws: WatchError.frameOver) { try table.setEnabled(id, true) }
        try table.setEnabled(id, false)
        request.kind = .readWrite
        try table.modify(id, to: request)
        #expect(throws: WatchError.frameOver) { try table.setEnabled(id, true) }
        request.frame?.frameAddress += 64
        try table.modify(id, to: request)
        try table.setEnabled(id, true)
        #expect(table[id]?.isEnabled == true)
        try table.endFrame(of: id)
        request.frame = nil
        try table.modify(id, to: request)
        try table.setEnabled(id, true)
        #expect(throws: WatchError.unknownWatch(.init(rawValue: 9))) { try table.endFrame(of: .init(rawValue: 9)) }
    }
}
