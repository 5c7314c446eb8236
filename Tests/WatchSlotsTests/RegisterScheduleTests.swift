import DebugRegisters
import Testing
import WatchSlots

/// Round robin over the open registers, as a value.
@Suite struct RegisterScheduleTests {
    private typealias Entry = RegisterSchedule.Entry

    private static func id(_ n: Int) -> WatchID { WatchID(rawValue: UInt32(n)) }

    /// Follows a line from turn to turn.
    private struct Line {
        var entries: [Entry]
        mutating func turn(_ open: SlotSet, isOver: Bool = true) -> [WatchID: [SlotIndex]] {
            let next = RegisterSchedule(line: entries, open: open, isTurnOver: isOver)
            let byID = Dictionary(uniqueKeysWithValues: entries.map { ($0.watch, $0) })
            entries = next.turns.map { id in
                var entry = byID[id]!
                entry.held = next.placements[id] ?? []
                return entry
            }
            return next.placements
        }
        var holders: [UInt32] { entries.filter { !$0.held.isEmpty }.map(\.watch.rawValue).sorted() }
    }

    @Test func sixTakeTurnsOnFour() {
        var line = Line(entries: (1...6).map { Entry(watch: Self.id($0), pieceCount: 1) })
        #expect(line.turn(.all, isOver: false).count == 4)
        #expect(line.holders == [1, 2, 3, 4])
        _ = line.turn(.all)
        #expect(line.holders == [1, 2, 5, 6])
        _ = line.turn(.all)
        #expect(line.holders == [3, 4, 5, 6])
        _ = line.turn(.all)
        #expect(line.holders == [1, 2, 3, 4])
    }

    @Test func whoStaysKeepsItsRegister() {
        var line = Line(entries: (1...5).map { Entry(watch: Self.id($0), pieceCount: 1) })
        let first = line.turn(.all, isOver: false)
        let second = line.turn(.all)
        for (watch, slots) in second where watch != Self.id(5) { #expect(first[watch] == slots) }
        #expect(second[Self.id(5)] == first[Self.id(4)])
    }

    @Test func severalPiecesComeTogetherOrNotAtAll() {
        var line = Line(entries: [
            Entry(watch: Self.id(1), pieceCount: 1), Entry(watch: Self.id(2), pieceCount: 4),
            Entry(watch: Self.id(3), pieceCount: 1),
        ])
        _ = line.turn(.all, isOver: false)
        // The second does not fit beside the first; the third does.
        #expect(line.holders == [1, 3])
        #expect(line.turn(.all) == [Self.id(2): SlotIndex.allCases])
        _ = line.turn(.all)
        #expect(line.holders == [1, 3])
    }

    @Test func aWishIsKept() {
        var line = Line(entries: [
            Entry(watch: Self.id(1), pieceCount: 1, preferred: .dr2),
            Entry(watch: Self.id(2), pieceCount: 1, preferred: .dr2),
            Entry(watch: Self.id(3), pieceCount: 2),
        ])
        #expect(line.turn(.all, isOver: false) == [Self.id(1): [.dr2], Self.id(3): [.dr0, .dr1]])
        #expect(line.turn(.all)[Self.id(2)] == [.dr2])
        #expect(line.turn(.all)[Self.id(1)] == [.dr2])
    }

    @Test func whoIsEvictedIsNext() {
        var line = Line(entries: (1...3).map { Entry(watch: Self.id($0), pieceCount: 1) })
        _ = line.turn([.dr0, .dr1], isOver: false)
        #expect(line.holders == [1, 2])
        _ = line.turn([.dr1], isOver: false)
        #expect(line.holders == [2])
        _ = line.turn([.dr1])
        #expect(line.holders == [1], "not the one that has waited, whose time comes after")
        _ = line.turn([.dr1])
        #expect(line.holders == [3])
    }

    @Test func nothingOpenMeansEverybodyWaits() {
        var line = Line(entries: (1...2).map { Entry(watch: Self.id($0), pieceCount: 1) })
        #expect(line.turn([]).isEmpty && line.holders.isEmpty)
        #expect(RegisterSchedule(line: [], open: .all, isTurnOver: true).placements.isEmpty)
    }

    /// Over random lines: no register twice, none that is not open, all pieces or none, nobody lost, the same again for the
    /// same input, and nobody that fits waits for longer than there are watches.
    @Test(arguments: 0..<300) func isFair(seed: UInt64) {
        var random = SplitMix(state: seed)
        let count = Int.random(in: 1...9, using: &random)
        let open = SlotSet(rawValue: UInt8.random(in: 1...15, using: &random))
        var line = Line(
            entries: (1...count).map { n in
                let hasWish = Int.random(in: 0...3, using: &random) == 0
                let wish = hasWish ? SlotIndex.allCases.randomElement(using: &random) : nil
                return Entry(watch: Self.id(n), pieceCount: Int.random(in: 1...4, using: &random), preferred: wish)
            })
        let fitting = Set(
            line.entries.filter { (entry: Entry) in
                entry.pieceCount <= open.count && entry.preferred.map { open.contains($0) } != false
            }.map { $0.watch })
        var last: [WatchID: Int] = [:]
        for turn in 0..<(4 * count) {
            let isOver = turn > 0
            let before = line.entries
            let placements = line.turn(open, isOver: isOver)
            #expect(RegisterSchedule(line: before, open: open, isTurnOver: isOver).placements == placements)
            let all = placements.values.flatMap { $0 }
            #expect(Set(all).count == all.count && all.allSatisfy { open.contains($0) })
            #expect(Set(line.entries.map(\.watch)) == Set(before.map(\.watch)) && line.entries.count == count)
            for entry in line.entries {
                #expect(entry.held.isEmpty || entry.held.count == entry.pieceCount)
                if let wish = entry.preferred, let first = entry.held.first { #expect(first == wish) }
                if !entry.held.isEmpty { last[entry.watch] = turn }
            }
            if turn >= count {
                for id in fitting { #expect(turn - last[id, default: -99] <= count, "watch \(id.rawValue) starves") }
            }
            #expect(Set(placements.keys).isSubset(of: fitting))
        }
    }
}
