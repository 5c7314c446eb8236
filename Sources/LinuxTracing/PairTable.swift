import HitRules

/// The (pc, slot) pairs that have hit, and what is known of each. Room is made once, so that a hit allocates nothing; a
/// program with more pairs than that goes on without samples of the others.
struct PairTable: ~Copyable {
    struct Entry: BitwiseCopyable {
        var pc: UInt64 = 0
        /// The return address that a call pushed; 0 for the pair itself.
        var pushed: UInt64 = 0
        var slot: UInt8 = 0
        var isUsed = false
        /// A call may push into the slot here: each return address is a pair of its own.
        var isPush = false
        /// Somebody was asked what the instruction does.
        var isAwaited = false
        /// A hit of it has been shown.
        var isShown = false
        /// Its sample belongs to a hit that was not shown: the first one that is leaves another.
        var lacksShownSample = false
        var knowledge = SiteKnowledge.none
        /// Index of the store in `stores`, -1 for none.
        var store: Int32 = -1
    }

    static let mostPairs = 4096
    private static let capacity = 8192
    private let entries: UnsafeMutablePointer<Entry>
    private var count = 0
    private(set) var stores: [StoreSource] = []

    init() {
        entries = .allocate(capacity: Self.capacity)
        entries.initialize(repeating: Entry(), count: Self.capacity)
    }

    deinit { entries.deallocate() }

    mutating func removeAll() {
        guard count > 0 else { return }
        entries.update(repeating: Entry(), count: Self.capacity)
        count = 0
        stores = []
    }

    /// The entry of a pair; nil when it has none yet.
    @inline(__always)
    func find(_ pc: UInt64, _ slot: UInt8, pushed: UInt64 = 0) -> UnsafeMutablePointer<Entry>? {
        var index = Self.start(pc, slot, pushed)
        while entries[index].isUsed {
            let entry = entries + index
            if entry.pointee.pc == pc, entry.pointee.slot == slot, entry.pointee.pushed == pushed { return entry }
            index = (index &+ 1) & (Self.capacity &- 1)
        }
        return nil
    }

    /// A new pair's entry; nil when there is no room left.
    mutating func insert(_ pc: UInt64, _ slot: UInt8, pushed: UInt64 = 0) -> UnsafeMutablePointer<Entry>? {
        guard count < Self.mostPairs else { return nil }
        var index = Self.start(pc, slot, pushed)
        while entries[index].isUsed { index = (index &+ 1) & (Self.capacity &- 1) }
        count += 1
        entries[index] = Entry(pc: pc, pushed: pushed, slot: slot, isUsed: true)
        return entries + index
    }

    /// Takes what was found out of a pair.
    mutating func describe(_ site: SiteDescription) {
        guard let entry = find(site.pc, site.slot) ?? insert(site.pc, site.slot) else { return }
        // What once was known is not forgotten for an answer that knows less.
        if site.access != nil || entry.pointee.knowledge == .none {
            entry.pointee.knowledge = SiteKnowledge(site.access)
        }
        if let store = site.store, !entry.pointee.isPush {
            entry.pointee.store = Int32(stores.count)
            stores.append(store)
        }
    }

    /// A rule kept a hit of the pair from the log.
    @inline(__always)
    static func hid(_ entry: UnsafeMutablePointer<Entry>?) {
        guard let entry, !entry.pointee.isShown else { return }
        entry.pointee.lacksShownSample = true
    }

    @inline(__always)
    private static func start(_ pc: UInt64, _ slot: UInt8, _ pushed: UInt64) -> Int {
        let mixed = (pc ^ pushed &* 31 ^ UInt64(slot) << 56) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 51)
    }
}
