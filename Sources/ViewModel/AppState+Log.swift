package import Session
import Tracing

/// The log: what it lists, and where in it the cursor is.
extension AppState {
    /// What the log lists.
    package var logged: LoggedHits { LoggedHits(hits, filter?.matches) }

    /// The hit under the cursor: the newest while following; nil while the log is empty.
    package var currentHit: Int? {
        let logged = logged
        guard !logged.isEmpty else { return nil }
        return logged[isFollowing ? logged.count - 1 : min(logged.position(from: selectedHit), logged.count - 1)]
    }

    /// The ordinals of the hits in a window of so many rows.
    package func visibleHits(rows: Int) -> [Int] {
        let logged = logged
        let last = max(0, logged.count - rows)
        let first = isFollowing ? last : min(logged.position(from: firstHit), last)
        return (first..<min(logged.count, first + rows)).map { logged[$0] }
    }

    /// How many hits of the log are newer than the one under the cursor.
    package var newerHits: Int {
        guard let currentHit else { return 0 }
        return logged.count - 1 - logged.position(from: currentHit)
    }

    package func outcome(of hit: Hit) -> HitOutcome { hit.record.outcome(access: accesses[hit.site]) }

    package func access(of hit: Hit) -> HitAccess {
        hit.flags.contains(.withoutHit) || hit.record.isByKernel
            ? .kernel : HitAccess(HitClass(hit.record), access: accesses[hit.site])
    }

    // MARK: Moving

    mutating func setFollowing(_ following: Bool) {
        if !following, isFollowing, let current = currentHit {
            firstHit = visibleHits(rows: layout?.hitRows ?? 1).first ?? current
            selectedHit = current
        }
        isFollowing = following || logged.isEmpty
    }

    /// Moves the cursor; forward from the newest hit there is nowhere to go, and following goes on.
    mutating func moveHit(by count: Int) {
        guard !logged.isEmpty, !(isFollowing && count > 0) else { return }
        setFollowing(false)
        selectHit(at: logged.position(from: selectedHit) + count)
    }

    /// Puts the cursor on a hit, or where the log does not list it on the next one that it lists.
    mutating func selectHit(_ ordinal: Int) { selectHit(at: logged.position(from: ordinal)) }

    private mutating func selectHit(at position: Int) {
        let logged = logged
        guard !logged.isEmpty else { return }
        let rows = layout?.hitRows ?? 1
        let position = min(max(0, position), logged.count - 1)
        let first = min(max(logged.position(from: firstHit), position - rows + 1), position)
        selectedHit = logged[position]
        firstHit = logged[first]
    }
}
