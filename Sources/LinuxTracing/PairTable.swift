import HitRules

/// The (pc, slot) pairs that have hit, and what is known of each. Room is made once, so that a hit allocates nothing; a
/// program with more pairs than that goes on without samples of the others.
struct PairTable: ~Copyable {
    struct Entry: BitwiseCopyable {
        var pc: UInt64 = 0
        /// The return address that a call pushed; 0 for the pair itself.
        var pushed: UInt64 = 0
        /// The slot and the watch that had it.
        var holder: UInt64 = 0
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
    /// By slot: what its entries are told from those of its other watches by.
    private var holders: (UInt64, UInt64, UInt64, UInt64) = (0, 1, 2, 3)

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

    /// The slot's pairs are those of this watch from now on; what is known of its earlier ones is kept for their return.
    mutating func give(_ slot: UInt8, to watch: UInt32) {
        let holder = UInt64(watch) << 2 | UInt64(slot)
        switch slot {
        case 0: holders.0 = holder
        case 1: holders.1 = holder
        case 2: holders.2 = holder
        default: holders.3 = holder
        }
    }

    @inline(__always) private func holder(_ slot: UInt8) -> UInt64 {
        switch slot {
        case 0: holders.0
        case 1: holders.1
        case 2: holders.2
        default: holders.3
        }
    }

    /// The entry of a pair; nil when it has none yet.
    @inline(__always)
    func find(_ pc: UInt64, _ slot: UInt8, pushed: UInt64 = 0) -> UnsafeMutablePointer<Entry>? {
        find(pc, holder: holder(slot), pushed: pushed)
    }

    @inline(__always)
    private func find(_ pc: UInt64, holder: UInt64, pushed: UInt64) -> UnsafeMutablePointer<Entry>? {
        var index = Self.start(pc, holder, pushed)
        while entries[index].isUsed {
            let entry = entries + index
            if entry.pointee.pc == pc, entry.pointee.holder == holder, entry.pointee.pushed == pushed { return entry }
            index = (index &+ 1) & (Self.capacity &- 1)
        }
        return nil
    }

    /// A new pair's entry; nil when there is no room left.
    mutating func insert(_ pc: UInt64, _ slot: UInt8, pushed: UInt64 = 0) -> UnsafeMutablePointer<Entry>? {
        insert(pc, holder: holder(slot), pushed: pushed)
    }

    private mutating func insert(_ pc: UInt64, holder: UInt64, pushed: UInt64) -> UnsafeMutablePointer<Entry>? {
        guard count < Self.mostPairs else { return nil }
        var index = Self.start(pc, holder, pushed)
        while entries[index].isUsed { index = (index &+ 1) & (Self.capacity &- 1) }
        count += 1
        entries[index] = Entry(pc: pc, pushed: pushed, holder: holder, isUsed: true)
        return entries + index
    }

    /// Takes what was found out of a pair.
    mutating func describe(_ site: SiteDescription) {
        let holder = site.watch == 0 ? holder(site.slot) : UInt64(site.watch) << 2 | UInt64(site.slot)
        guard let entry = find(site.pc, holder: holder, pushed: 0) ?? insert(site.pc, holder: holder, pushed: 0) else {
            return
        }
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
    private static func start(_ pc: UInt64, _ holder: UInt64, _ pushed: UInt64) -> Int {
        let mixed = (pc ^ pushed &* 31 ^ holder << 54) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 51)
    }
}
