import ProgramModel
import Session
import Tracing
import WatchSlots

/// The names of what pointers in hits' values point to. Each address is asked for once.
struct PointerNames {
    private(set) var names: [UInt64: String] = [:]
    private var answered: Set<UInt64> = []
    /// What was asked for and has no answer yet. Answers come in the order of the questions, and leave out what has no name.
    private var asked: [[UInt64]] = []
    private var isAsked: Set<UInt64> = []
    /// By watch, so that a counter's hits cost nothing.
    private var holdsPointers: [WatchID: Bool] = [:]

    /// Addresses beyond so many stay without a name.
    private static let most = 1 << 16

    /// The addresses to ask names for, none of which was asked for before.
    mutating func take(_ hits: [Hit], watch: (WatchID) -> WatchDescription?) -> [UInt64] {
        var new: [UInt64] = []
        for hit in hits where mayPoint(hit, watch) {
            for address in HitValue.pointers(in: hit.record, watch: watch(hit.watch))
            where isAsked.count < Self.most && isAsked.insert(address).inserted {
                new.append(address)
            }
        }
        if !new.isEmpty { asked.append(new) }
        return new
    }

    mutating func take(_ answer: [UInt64: String]) {
        names.merge(answer) { _, new in new }
        if !asked.isEmpty { answered.formUnion(asked.removeFirst()) }
    }

    /// Whether all that was asked for hits has been answered.
    func areHere(for hits: [Hit], watch: (WatchID) -> WatchDescription?) -> Bool {
        guard !asked.isEmpty else { return true }
        return hits.allSatisfy { hit in
            guard holdsPointers[hit.watch] == true else { return true }
            return HitValue.pointers(in: hit.record, watch: watch(hit.watch)).allSatisfy {
                answered.contains($0) || !isAsked.contains($0)
            }
        }
    }

    /// Another program: the same addresses are other things.
    mutating func removeAll() {
        let unanswered = asked.map { _ in [UInt64]() }
        self = PointerNames()
        asked = unanswered
    }

    private mutating func mayPoint(_ hit: Hit, _ watch: (WatchID) -> WatchDescription?) -> Bool {
        if let known = holdsPointers[hit.watch] { return known }
        let holds = watch(hit.watch)?.type?.holdsPointers ?? false
        holdsPointers[hit.watch] = holds
        return holds
    }
}
