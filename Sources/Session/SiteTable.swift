import DebugRegisters
import HitRules
import ProgramModel
import Tracing
import WatchSlots

/// The sites of a run: every hit is given to one as it comes, on a path that a million hits take.
struct SiteTable {
    private struct Key: Hashable {
        var pc: UInt64
        var watch: WatchID
        var slot: SlotIndex
        /// Of the kernel's access; 0 for the program's own.
        var kernel: UInt32 = 0
        /// The return address that a call pushed into the slot: the same function entered from elsewhere is another site.
        var pushed: UInt64?
    }

    private(set) var sites: [Site] = []
    private var ids: [Key: SiteID] = [:]
    /// Pairs whose slot lay right above RSP at the first hit, so that a call may have pushed into it.
    private var pushes: Set<Key> = []
    private var last: (key: Key, id: SiteID)?
    /// Of changes without a hit.
    private var changes: [ChangeKey: SiteID] = [:]
    /// More ways of changing are not told apart.
    private static let mostChanges = 1024

    private struct ChangeKey: Hashable {
        var watch: WatchID
        var slot: SlotIndex
        var words: String
        var line: Int?
    }
    /// Sites made since `takeNew`.
    private var firstNew = 0

    /// The first site's number: those of earlier runs are not used again, since answers about them may be on their way.
    private var firstNumber = 0

    subscript(id: SiteID) -> Site? {
        get {
            let index = Int(id.rawValue) - firstNumber
            return sites.indices.contains(index) ? sites[index] : nil
        }
        set {
            let index = Int(id.rawValue) - firstNumber
            if let newValue, sites.indices.contains(index) { sites[index] = newValue }
        }
    }

    mutating func removeAll() {
        let next = firstNumber + sites.count
        self = SiteTable()
        firstNumber = next
    }

    /// The sites that have come since the last call.
    mutating func takeNew() -> ArraySlice<Site> {
        defer { firstNew = sites.count }
        return sites[firstNew...]
    }

    /// The site of a hit; a new one when it is the first from there.
    ///
    /// - Parameters:
    ///   - sample: of this hit, looked up only for a new site.
    ///   - address: of the slot's bytes, likewise.
    mutating func site(
        of record: HitRecord, sample: (HitRecord) -> HitSample?, address: (HitRecord) -> UInt64
    ) -> SiteID {
        var key = Key(pc: record.pc, watch: record.watch, slot: record.slot)
        if record.isByKernel { key.kernel = record.status.rawValue }
        if let last, last.key == key { return last.id }
        if pushes.contains(key) { key.pushed = record.new }
        if let known = ids[key] {
            if key.pushed == nil { last = (key, known) }
            return known
        }
        return make(key, record, sample: sample(record), address: address(record))
    }

    /// The site of what changed without a hit; a new one when nothing changed in the same way before.
    mutating func site(of found: FoundChange, address: UInt64) -> SiteID {
        let change = found.change
        let isFull = changes.count >= Self.mostChanges
        let name = found.call?.prefix { $0 != "(" }
        let words = isFull ? name.map { "\($0)(…)" } ?? found.words : found.words
        let line = isFull ? nil : found.place.line
        let key = ChangeKey(watch: change.watch, slot: change.slot, words: words, line: line)
        if let known = changes[key] { return known }
        let id = SiteID(rawValue: UInt32(firstNumber + sites.count))
        changes[key] = id
        let query = SiteQuery(
            pc: found.record.pc, isExact: false, address: address, byteCount: found.length.byteCount, old: change.old,
            new: change.new)
        let place = CodePlace(function: words, file: isFull ? nil : found.place.file, line: line)
        var site = Site(
            id: id, watch: change.watch, slot: change.slot, query: query, finding: SiteFinding(place: place))
        site.isChange = true
        sites.append(site)
        return id
    }

    private mutating func make(_ key: Key, _ record: HitRecord, sample: HitSample?, address: UInt64) -> SiteID {
        var key = key
        if key.pushed == nil, record.kind != .execute, let stackPointer = sample?.registers[.rsp],
            stackPointer &- address < 8 || address &- stackPointer < 8
        {
            pushes.insert(key)
            key.pushed = record.new
        }
        let id = SiteID(rawValue: UInt32(firstNumber + sites.count))
        ids[key] = id
        if key.pushed == nil { last = (key, id) }
        let query = SiteQuery(
            pc: record.pc, isExact: record.kind == .execute, address: address, byteCount: record.length.byteCount,
            old: record.flags.contains(.hasOld) ? record.old : nil,
            new: record.flags.contains(.hasNew) ? record.new : nil, registers: sample?.registers)
        var site = Site(id: id, watch: record.watch, slot: record.slot, query: query, sample: sample)
        if record.isByKernel { site.kernel = KernelAccess(pc: record.kernelPC) }
        sites.append(site)
        return id
    }
}
