public import DebugRegisters

/// Who of the flexible watches gets which registers next. Pure, and the same every time.
///
/// Round robin with backfilling: those who wait come first, in their order; after them those who hold, the longest first. A
/// watch gets all of its registers at once or none. What the first in line leaves free goes to the next that fits, and who
/// was passed over keeps its place: so each that fits into the open registers at all is first in line after at most as many
/// turns as there are watches.
public struct RegisterSchedule: Hashable, Sendable {
    /// A flexible watch in line.
    public struct Entry: Hashable, Sendable {
        public var watch: WatchID
        /// 1…4.
        public var pieceCount: Int
        /// The only register that its first piece may have; nil for any.
        public var preferred: SlotIndex?
        /// What it holds now, in the order of its pieces; empty while it waits.
        public var held: [SlotIndex]

        public init(watch: WatchID, pieceCount: Int, preferred: SlotIndex? = nil, held: [SlotIndex] = []) {
            self.watch = watch
            self.pieceCount = pieceCount
            self.preferred = preferred
            self.held = held
        }
    }

    /// Those who hold registers from now on, each in the order of its pieces.
    public private(set) var placements: [WatchID: [SlotIndex]] = [:]
    /// The line from now on: who waits, and then who holds.
    public private(set) var turns: [WatchID] = []

    /// - Parameters:
    ///   - line: who waits, and then who holds, each in the order in which it came there.
    ///   - open: the registers that nobody else claims.
    ///   - isTurnOver: false leaves who holds what is still open in place, and only gives away what is free.
    public init(line: [Entry], open: SlotSet, isTurnOver: Bool) {
        func staysIn(_ entry: Entry) -> Bool { !entry.held.isEmpty && entry.held.allSatisfy(open.contains) }
        let staying = isTurnOver ? [] : line.filter(staysIn)
        // Whose registers were taken away before its time comes before those who wait.
        let rest =
            isTurnOver
            ? line : line.filter { !$0.held.isEmpty && !staysIn($0) } + line.filter(\.held.isEmpty)
        var free = open
        for slot in staying.flatMap(\.held) { free.remove(slot) }
        var (chosen, passed): ([Entry], [Entry]) = ([], [])
        var room = free.count
        var wishes: SlotSet = []
        for entry in rest {
            let isWishOpen = entry.preferred.map { free.contains($0) && !wishes.contains($0) } ?? true
            guard isWishOpen, entry.pieceCount <= room else {
                passed.append(entry)
                continue
            }
            room -= entry.pieceCount
            if let wish = entry.preferred { wishes.insert(wish) }
            chosen.append(entry)
        }
        turns = (passed + staying + chosen).map(\.watch)
        for entry in staying { placements[entry.watch] = entry.held }
        place(chosen, in: free, wishes: wishes)
    }

    /// Wishes first; then who held its registers keeps them, so that nothing is written for it; then the others.
    private mutating func place(_ chosen: [Entry], in open: SlotSet, wishes: SlotSet) {
        var free = open.subtracting(wishes)
        var unplaced: [Entry] = []
        for entry in chosen {
            let isHeld = entry.held.count == entry.pieceCount && entry.held.dropFirst().allSatisfy(free.contains)
            let keeps = entry.preferred.map { entry.held.first == $0 } ?? entry.held.first.map(free.contains) ?? false
            guard isHeld, keeps else {
                unplaced.append(entry)
                continue
            }
            for slot in entry.held { free.remove(slot) }
            placements[entry.watch] = entry.held
        }
        for entry in unplaced {
            let others = Array(free)
            let after = others.filter { slot in entry.preferred.map { slot > $0 } ?? true }
            let before = others.filter { slot in entry.preferred.map { slot < $0 } ?? false }
            let first = entry.preferred.map { [$0] } ?? []
            let slots = first + (after + before).prefix(entry.pieceCount - first.count)
            for slot in slots { free.remove(slot) }
            placements[entry.watch] = slots
        }
    }
}
