import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// A filter made ready for a run's sites. What a site decides (names, the instruction, and with the record's class the
/// access) is settled once a site; what is left are integers to compare, and only where a value's text is asked for,
/// text.
struct HitMatcher: Hashable, Sendable {
    /// What a filter says of the hits of a site.
    private struct Plan: Hashable {
        /// The classes of hits that may pass.
        var classes: UInt16
        /// Which of `programs` has to agree.
        var program: UInt16
    }

    private struct TextKey: Hashable {
        var watch: WatchID
        var slot: SlotIndex
        var length: WatchLength
        var bits: UInt64
        var pattern: Int
    }

    /// Answers about the text of values that are kept.
    private static let cacheLimit = 1 << 16

    private let filter: HitFilter
    private let slots: SlotSet
    private var compiler: TermCompiler
    /// By the site's number; `unknown` for those of which nothing was told.
    private var plans: [Plan?] = []
    private var unknown: Plan
    private var programs: [[HitTest]] = [[]]
    private var watches: [WatchID: WatchDescription] = [:]
    private var cache: [TextKey: Bool] = [:]

    init(_ filter: HitFilter) {
        self.filter = filter
        var slots = SlotSet.all
        for term in filter.terms {
            guard case .slot(let slot) = term.subject else { continue }
            if term.isInverted { slots.remove(slot) } else { slots.formIntersection(SlotSet(slot)) }
        }
        self.slots = slots
        compiler = TermCompiler(filter)
        unknown = Plan(classes: 0, program: 0)
        unknown = plan(nil, nil)
    }

    /// Hits that can be looked at between two frames.
    var hitsPerStep: Int {
        let used = Set(plans.compactMap { $0?.program })
        let kinds = Set((used.isEmpty ? [unknown.program] : used).flatMap { programs[Int($0)].map(\.kind) })
        if kinds.contains(.text) { return 1 << 14 }
        return kinds.contains(.digits) || kinds.contains(.signedDigits) ? 1 << 18 : 1 << 20
    }

    /// Takes in what is known of a site by now.
    ///
    /// - Parameter watch: nil when it is gone: its values are then read as they were before.
    /// - Returns: whether hits of the site are judged otherwise than before. A site that is told for the first time has
    ///   none yet.
    mutating func learn(_ site: Site, watch: WatchDescription?) -> Bool {
        if let watch { watches[site.watch] = watch }
        let number = Int(site.id.rawValue)
        if number >= plans.count { plans += Array(repeating: nil, count: number + 1 - plans.count) }
        let before = plans[number]
        let plan = self.plan(site, watches[site.watch])
        plans[number] = plan
        return before != nil && plan != before
    }

    private mutating func plan(_ site: Site?, _ watch: WatchDescription?) -> Plan {
        let (classes, tests) = compiler.compile(site, watch)
        guard classes != 0 else { return Plan(classes: 0, program: 0) }
        if let known = programs.firstIndex(of: tests) { return Plan(classes: classes, program: UInt16(known)) }
        // There are at most as many as combinations of terms and readings.
        guard programs.count < Int(UInt16.max) else { return Plan(classes: 0, program: 0) }
        programs.append(tests)
        return Plan(classes: classes, program: UInt16(programs.count - 1))
    }

    @inline(__always)
    mutating func accepts(_ site: SiteID, _ record: HitRecord, _ hitClass: HitClass) -> Bool {
        let number = Int(site.rawValue)
        let plan = number < plans.count ? plans[number] ?? unknown : unknown
        guard plan.classes & hitClass.bit != 0, slots.rawValue & (1 << record.slot.rawValue) != 0 else { return false }
        return plan.program == 0 || runs(Int(plan.program), record)
    }

    private mutating func runs(_ program: Int, _ record: HitRecord) -> Bool {
        for index in programs[program].indices {
            let test = programs[program][index]
            guard test.accepts(record) ?? (hasText(test, record) != test.isInverted) else { return false }
        }
        return true
    }

    // MARK: Text of values

    private mutating func hasText(_ test: HitTest, _ record: HitRecord) -> Bool {
        guard record.kind != .execute else { return false }
        if test.looksAtNew, record.flags.contains(.hasNew), hasText(test, record, record.new) { return true }
        return test.looksAtOld && record.flags.contains(.hasOld) && hasText(test, record, record.old)
    }

    private mutating func hasText(_ test: HitTest, _ record: HitRecord, _ bits: UInt64) -> Bool {
        let key = TextKey(
            watch: record.watch, slot: record.slot, length: record.length, bits: bits, pattern: test.pattern)
        if let known = cache[key] { return known }
        let text = HitValue.text(bits, of: record, watch: watches[record.watch])
        let result = compiler.patterns[test.pattern].matches(text)
        if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
        cache[key] = result
        return result
    }
}
