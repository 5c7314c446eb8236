import DebugRegisters
import ProgramModel
import Session
import Tracing
import WatchSlots

/// What goes out, and when.
extension BatchFront {
    /// Unwinding is bounded work: a stack that takes longer than this has been lost.
    private static let stackPatience: UInt64 = 5_000_000_000

    /// Writes what need not wait; with `all`, everything, known or not.
    func writeReady(all: Bool) {
        while waitingStart < waiting.count {
            switch waiting[waitingStart] {
            case .event(let event):
                guard callChanges.areKnown(of: event) || all else {
                    if waitingSince == nil { waitingSince = Clock.now() }
                    compact()
                    return
                }
                if let found = callChanges.remove(event) {
                    lines.changed(found, watch: formats[found.change.watch])
                } else {
                    lines.event(event)
                }
            case .changed(let change): lines.changed(change, watch: formats[change.change.watch])
            case .missed(let count): lines.missed(count)
            case .hits(let records):
                guard all || isReady(records) else {
                    if waitingSince == nil { waitingSince = Clock.now() }
                    compact()
                    return
                }
                write(records)
                if isFull {
                    // The run ends with its last hit, however much more is known of the program by now.
                    waiting = []
                    waitingStart = 0
                    outcome = Outcome(reason: "max-hits", status: ExitStatus.success)
                    return
                }
            }
            waitingSince = nil
            waitingStart += 1
        }
        compact()
    }

    private func compact() {
        waiting.removeFirst(waitingStart)
        waitingStart = 0
    }

    var isWaitingForSites: Bool {
        waiting.contains { item in
            guard case .hits(let records) = item else { return false }
            return !isReady(records)
        }
    }

    private func isReady(_ hits: [Hit]) -> Bool {
        var last: SiteID?
        for hit in hits where hit.site != last {
            last = hit.site
            if sites[hit.site]?.finding == nil { return false }
        }
        let isHere = stacks.areHere(for: hits) && pointerNames.areHere(for: hits) { [formats] in formats[$0] }
        return isHere || waitingSince.map { Clock.now() > $0 + Self.stackPatience } ?? false
    }

    private func write(_ records: [Hit]) {
        var at = 0
        while at < records.count {
            var end = at + 1
            while end < records.count, records[end].trap == records[at].trap { end += 1 }
            for record in records[at..<end] { totals.bySlot[record.slot.number] += 1 }
            writers?.add(records[at..<end])
            totals.hits += 1
            lines.hit(
                records[at..<end], stack: stacks.takeStack(of: records[at..<end]), names: pointerNames.names
            ) { [sites] in
                sites[$0]
            } watch: { [formats] in
                formats[$0]
            }
            at = end
            if lines.text.count > 1 << 16 { flush() }
            if isFull { return }
        }
    }

    /// As many hits as were asked for have been written.
    var isFull: Bool { options.maximumHits.map { totals.hits >= $0 } ?? false }
}
