import DebugRegisters
import ProgramModel
import Session
import Tracing

/// Which hits are written with a call stack, and whether it has come.
struct HitStacks {
    private let policy: SamplePolicy.Stacks
    /// Sites of which no hit has been written.
    private var untold: Set<SiteID> = []
    private var ofSites: [SiteID: CallStack] = [:]
    /// By the number of the trap.
    private var ofTraps: [UInt64: CallStack] = [:]
    /// Traps up to here have been written.
    private var lastTold: UInt64 = 0

    private static let notKept = CallStack(problem: "the thread's stack was not kept")
    private static let late = CallStack(problem: "the stack was not unwound in time")

    init(_ policy: SamplePolicy.Stacks) { self.policy = policy }

    mutating func take(_ sites: [Site]) {
        guard policy == .new else { return }
        // A site is told when it is new and again with its finding, which may come after its first hit was written.
        for site in sites where site.finding == nil && untold.insert(site.id).inserted {
            if site.sample?.stack.isEmpty != false { ofSites[site.id] = Self.notKept }
        }
    }

    mutating func take(_ stack: CallStack, ofSite id: SiteID) {
        if untold.contains(id) { ofSites[id] = stack }
    }

    mutating func take(_ stack: CallStack, ofTrap trap: UInt64) {
        // Every slot of a trap has the same thread behind it.
        if policy == .all, trap > lastTold, ofTraps[trap] == nil { ofTraps[trap] = stack }
    }

    /// After an exec: what has not come by now does not come.
    mutating func removeAll() {
        untold = []
        ofSites = [:]
        ofTraps = [:]
    }

    /// Whether these can be written.
    func areHere(for hits: [Hit]) -> Bool {
        switch policy {
        case .none: return true
        case .new: return untold.isEmpty || !hits.contains { untold.contains($0.site) && ofSites[$0.site] == nil }
        case .all: return !hits.contains { ofTraps[$0.trap] == nil }
        }
    }

    /// The stack to write with a trap, once.
    mutating func takeStack(of records: ArraySlice<Hit>) -> CallStack? {
        switch policy {
        case .none: return nil
        case .new:
            if untold.isEmpty { return nil }
            var stacks: [CallStack] = []
            for record in records where untold.remove(record.site) != nil {
                stacks.append(ofSites.removeValue(forKey: record.site) ?? Self.late)
            }
            return stacks.first { !$0.frames.isEmpty } ?? stacks.first
        case .all:
            guard let trap = records.first?.trap else { return nil }
            lastTold = trap
            return ofTraps.removeValue(forKey: trap) ?? Self.late
        }
    }
}
