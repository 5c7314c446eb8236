import DebugRegisters
import ProgramModel
package import Session
import Tracing
import WatchSlots

/// What Enter opens, and how one moves in it.
extension AppState {
    /// What Enter would tell about; nil while there is nothing.
    package var detailSubject: DetailSubject? {
        if focus == .writers { return selectedWriterSite.map { .site($0) } }
        return currentHit.map { .hit(hits[$0], ordinal: $0) }
    }

    mutating func look(_ action: Action) -> [AppEffect] {
        switch action {
        case .detail: return detailSubject.map { open($0) } ?? []
        case .stack: return open(.stop)
        case .previousHit: return walk(by: -1)
        case .nextHit: return walk(by: 1)
        case .nextSection: jump(forward: true)
        case .previousSection: jump(forward: false)
        default: break
        }
        return []
    }

    /// Shows a subject and asks for what is not known of it yet.
    private mutating func open(_ subject: DetailSubject) -> [AppEffect] {
        modal = .detail(subject, firstLine: 0)
        switch subject {
        case .stop:
            guard case .stopped(let stop) = target else { return [] }
            return [.session(.describeStop)] + askName(of: stop.tid)
        case .site(let id): return askDetail(of: id)
        case .hit(let hit, _):
            return askDetail(of: hit.site) + askName(of: hit.tid) + askNames(in: hit)
                + (isPresentStop(hit) ? [.session(.describeStop)] : [])
        }
    }

    private func askDetail(of id: SiteID) -> [AppEffect] {
        // Code that could not be read then may be readable by now.
        answers.siteDetails[id]?.disassembly.isEmpty == false ? [] : [.session(.describeSite(id))]
    }

    private func askName(of tid: Int32) -> [AppEffect] {
        answers.threadNames[tid] == nil ? [.session(.nameThreads([tid]))] : []
    }

    /// What the values of a pointer point to.
    private func askNames(in hit: Hit) -> [AppEffect] {
        guard case .pointer = watch(of: hit)?.type else { return [] }
        var addresses: [UInt64] = []
        if hit.flags.contains(.hasOld) { addresses.append(hit.old) }
        if hit.flags.contains(.hasNew), hit.new != addresses.last { addresses.append(hit.new) }
        addresses.removeAll { $0 == 0 || answers.addressNames[$0] != nil }
        return addresses.isEmpty ? [] : [.session(.nameAddresses(addresses))]
    }

    /// The watch of a hit; nil when it is gone.
    package func watch(of hit: Hit) -> WatchDescription? { board.watches.first { $0.watch.id == hit.watch } }

    /// The program stands still because of this hit, so that its registers and its stack can be had.
    package func isPresentStop(_ hit: Hit) -> Bool {
        guard case .stopped(let stop) = target, case .hit(let trap, _, _) = stop.reason else { return false }
        return trap == hit.trap && stop.tid == hit.tid
    }

    // MARK: From hit to hit

    /// To the next hit of the same slot, in the detail and in the log below it.
    private mutating func walk(by step: Int) -> [AppEffect] {
        let start: (slot: Hit, ordinal: Int)
        switch modal {
        case .detail(.hit(let hit, let ordinal), _): start = (hit, ordinal)
        case nil:
            guard let currentHit else { return [] }
            start = (hits[currentHit], currentHit)
        default: return []
        }
        let slot = start.slot.slot
        let found: Int
        switch neighbour(of: start.ordinal, by: step, where: { $0.slot == slot }) {
        case .found(let ordinal): found = ordinal
        case .none:
            show(.information, step < 0 ? "no earlier hit of \(slot) is kept" : "this is the last hit of \(slot)")
            return []
        case .beyondReach:
            let count = "the \(Self.mostNeighbours) hits \(step < 0 ? "before" : "after") this one"
            show(.information, "none of \(count) is of \(slot): /slot:\(slot.number) finds them all")
            return []
        }
        toast = nil
        setFollowing(false)
        selectHit(found)
        guard case .detail = modal else { return [] }
        return open(.hit(hits[found], ordinal: found))
    }

    private enum Neighbour {
        case found(Int), none
        /// There are more hits than can be looked at between two frames.
        case beyondReach
    }

    private static let mostNeighbours = 1 << 18

    private func neighbour(of ordinal: Int, by step: Int, where isWanted: (Hit) -> Bool) -> Neighbour {
        let all = hits.ordinals
        // Of a hit that was dropped the oldest kept one is the next.
        var at = step > 0 ? max(ordinal + 1, all.lowerBound) : min(ordinal - 1, all.upperBound - 1)
        var left = Self.mostNeighbours
        while all.contains(at) {
            if hits.gap.contains(at) {
                at = step > 0 ? hits.gap.upperBound : hits.gap.lowerBound - 1
                continue
            }
            guard left > 0 else { return .beyondReach }
            let (first, chunk) = hits.chunk(at: at)
            while chunk.indices.contains(at - first) {
                if isWanted(chunk[at - first]) { return .found(at) }
                at += step
                left -= 1
            }
        }
        return .none
    }

    // MARK: Up and down

    /// The detail as it stands on this screen; nil while none is open.
    package var detailPage: DetailPage? {
        guard case .detail(let subject, _) = modal else { return nil }
        return DetailPage(subject, in: self, layout: DetailLayout(width: width, height: height))
    }

    mutating func moveDetail(_ movement: Action.Movement) {
        guard case .detail(let subject, let line) = modal, let page = detailPage else { return }
        let first = min(line, page.lastFirstLine)
        modal = .detail(
            subject, firstLine: scrolled(first, by: movement, page: page.layout.rows, end: page.lines.count))
    }

    /// To the next section's title; round at the ends.
    private mutating func jump(forward: Bool) {
        guard case .detail(let subject, let line) = modal, let page = detailPage else { return }
        let starts = [0] + page.sectionStarts.filter { $0 > 0 && $0 < page.lastFirstLine } + [page.lastFirstLine]
        let target =
            forward ? starts.first { $0 > line } ?? 0 : starts.last { $0 < line } ?? page.lastFirstLine
        modal = .detail(subject, firstLine: target)
    }
}
