import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// The batch output: one JSON object a line, schema 1. A field that is not known is absent.
struct JSONLines {
    static let schema: UInt64 = 1

    let text = ByteText()
    /// By the number of the site: what repeats for every hit from there.
    private var siteTexts: [SiteText?] = []
    /// How the watch of the last hit is written, so that a run of hits looks nothing up.
    private var lastForm: (watch: WatchID, form: IntegerForm?)?

    /// Of values that are plain integers as wide as their slot.
    private struct IntegerForm {
        var byteCount: UInt64
        var isSigned: Bool
    }
    /// Processes whose ends have been written.
    var endedProcesses: Set<Int32> = []

    /// After an exec the same addresses are other code.
    mutating func forgetPlaces() { siteTexts = [] }

    /// After a change of watches their values may be written in another way.
    mutating func forgetForms() { lastForm = nil }

    func start(program: String, pid: Int32, backend: String) {
        text.append("{\"type\":\"start\",\"schema\":")
        text.append(decimal: Self.schema)
        text.append(",\"program\":")
        text.append(json: program)
        text.append(",\"pid\":")
        text.append(decimal: pid)
        text.append(",\"backend\":")
        text.append(json: backend)
        text.append("}\n")
    }

    /// An assignment that was carried out, as the user wrote it.
    func set(_ assignment: String) {
        text.append("{\"type\":\"set\",\"expression\":")
        text.append(json: assignment)
        text.append("}\n")
    }

    /// - Parameter condition: as the user wrote it.
    func watch(_ description: WatchDescription, condition: String?) {
        let watch = description.watch
        text.append("{\"type\":\"watch\",\"id\":")
        text.append(decimal: UInt64(watch.id.rawValue))
        text.append(",\"expression\":")
        text.append(json: description.expression)
        text.append(",\"slots\":[")
        for (index, assignment) in watch.assignments.enumerated() {
            if index > 0 { text.append(",") }
            text.append(decimal: UInt64(assignment.slot.rawValue))
        }
        text.append("],\"address\":\"")
        text.append(hex: watch.request.address.rawValue)
        text.append("\",\"length\":")
        text.append(decimal: watch.request.byteCount)
        switch watch.request.kind {
        case .write: text.append(",\"kind\":\"write\"")
        case .readWrite: text.append(",\"kind\":\"read/write\"")
        case .execute: text.append(",\"kind\":\"execute\"")
        }
        if let thread = watch.request.thread {
            text.append(",\"thread\":")
            text.append(decimal: thread)
        }
        if watch.request.mechanism == .perf { text.append(",\"mechanism\":\"perf\"") }
        if watch.request.isKernelOnly { text.append(",\"only\":\"kernel\"") }
        if watch.request.every > 1 {
            text.append(",\"every\":")
            text.append(decimal: watch.request.every)
        }
        switch watch.request.claim {
        case .pinned: break
        case .flexible: text.append(",\"claim\":\"flexible\"")
        case .exclusive: text.append(",\"claim\":\"exclusive\"")
        }
        append(watch.request.rule, condition: condition)
        text.append("}\n")
    }

    private func append(_ rule: HitRule, condition: String?) {
        if let condition {
            text.append(",\"condition\":")
            text.append(json: condition)
        }
        if rule.ignoreCount > 0 {
            text.append(",\"ignore\":")
            text.append(decimal: rule.ignoreCount)
        }
        if rule.isOneShot { text.append(",\"once\":true") }
        if rule.changedOnly { text.append(",\"changed\":true") }
        if rule.readsOnly { text.append(",\"reads\":true") }
    }

    func missed(_ count: UInt64) {
        text.append("{\"type\":\"missed\",\"count\":")
        text.append(decimal: count)
        text.append("}\n")
    }

    func end(_ totals: BatchTotals, reason: String, elapsed: UInt64) {
        text.append("{\"type\":\"end\",\"reason\":")
        text.append(json: reason)
        text.append(",\"hits\":")
        text.append(decimal: totals.hits)
        text.append(",\"by_slot\":")
        append(totals.bySlot)
        if totals.notShown.contains(where: { $0 > 0 }) {
            text.append(",\"not_shown\":")
            append(totals.notShown)
        }
        text.append(",\"missed\":")
        text.append(decimal: totals.missed)
        text.append(",\"elapsed\":")
        text.append(seconds: elapsed)
        text.append("}\n")
    }

    private func append(_ counts: [UInt64]) {
        for (index, count) in counts.enumerated() {
            text.append(byte: index == 0 ? 91 : 44)
            text.append(decimal: count)
        }
        text.append("]")
    }

    // MARK: Hits

    /// One trap: every slot that DR6 named.
    ///
    /// - Parameter stack: where one was kept for this hit.
    mutating func hit(
        _ records: ArraySlice<Hit>, stack: CallStack?, names: [UInt64: String], site: (SiteID) -> Site?,
        watch: (WatchID) -> WatchDescription?
    ) {
        guard let first = records.first else { return }
        text.append("{\"type\":\"hit\",\"n\":")
        text.append(decimal: first.trap)
        text.append(",\"time\":")
        text.append(seconds: first.time)
        text.append(",\"pid\":")
        text.append(decimal: first.pid)
        text.append(",\"tid\":")
        text.append(decimal: first.tid)
        if first.record.isByPerf {
            if first.record.isByKernel { text.append(",\"kernel\":true,\"by\":\"kernel\"") }
        } else {
            text.append(",\"dr6\":\"")
            text.append(hex: UInt64(first.status.rawValue))
            text.append(byte: 34)
        }
        appendPlace(of: records, site)
        text.append(",\"slots\":[")
        var isFirst = true
        for record in records {
            if !isFirst { text.append(",") }
            isFirst = false
            let known = siteText(of: record, site)
            text.append(bytes: known.slot)
            append(record.record.outcome(access: known.access))
            if record.kind != .execute {
                appendValues(of: record.foundChanged(access: known.access), names, watch: watch)
            }
            if record.flags.contains(.statusWasLost) { text.append(",\"inferred\":true") }
            text.append("}")
        }
        text.append("]")
        if let stack { append(stack) }
        text.append("}\n")
    }

    /// One instruction made the trap: where it was found for one slot only, that is the answer.
    private mutating func appendPlace(of records: ArraySlice<Hit>, _ site: (SiteID) -> Site?) {
        let first = records[records.startIndex]
        var chosen = siteText(of: first, site)
        if !chosen.isKnown, records.count > 1 {
            for record in records.dropFirst() {
                let other = siteText(of: record, site)
                if other.isKnown {
                    chosen = other
                    break
                }
            }
        }
        text.append(bytes: chosen.place)
    }

    private mutating func siteText(of hit: Hit, _ site: (SiteID) -> Site?) -> SiteText {
        let index = Int(hit.site.rawValue)
        if index < siteTexts.count, let known = siteTexts[index] { return known }
        let made = SiteText(of: hit, site(hit.site))
        if index >= siteTexts.count {
            siteTexts += [SiteText?](repeating: nil, count: index + 1 - siteTexts.count)
        }
        siteTexts[index] = made
        return made
    }

    private func append(_ outcome: HitOutcome) {
        switch outcome {
        case .changed: text.append(",\"outcome\":\"changed\"")
        case .same: text.append(",\"outcome\":\"same\"")
        case .read: text.append(",\"outcome\":\"read\"")
        case .executed: text.append(",\"outcome\":\"executed\"")
        case .written: text.append(",\"outcome\":\"written\"")
        case .unknown: break
        }
    }

    private mutating func appendValues(of record: Hit, _ names: [UInt64: String], watch: (WatchID) -> WatchDescription?)
    {
        if record.flags.contains(.hasOld) {
            text.append(",\"old\":\"")
            text.append(hex: record.old)
            text.append(byte: 34)
        }
        if record.flags.contains(.hasNew) {
            text.append(",\"new\":\"")
            text.append(hex: record.new)
            text.append(byte: 34)
            if record.flags.contains(.newIsExact) { text.append(",\"exact\":true") }
            appendValue(of: record, names, watch: watch)
        }
    }

    private mutating func appendValue(of record: Hit, _ names: [UInt64: String], watch: (WatchID) -> WatchDescription?)
    {
        if lastForm?.watch != record.watch {
            lastForm = (record.watch, Self.integerForm(watch(record.watch)?.type))
        }
        // Counters are what is watched most, and need no text of their own.
        if let form = lastForm?.form, form.byteCount == UInt64(record.length.byteCount) {
            text.append(",\"value\":\"")
            let unused = 64 - 8 * form.byteCount
            if form.isSigned {
                text.append(decimal: Int64(bitPattern: record.new << unused) >> Int64(unused))
            } else {
                text.append(decimal: record.new)
            }
            text.append(byte: 34)
        } else if let watch = watch(record.watch), watch.type != nil {
            text.append(",\"value\":")
            text.append(json: HitValue.text(record.new, of: record.record, watch: watch, names: names))
        }
    }

    private static func integerForm(_ type: ValueType?) -> IntegerForm? {
        guard case .integer(_, let count, let isSigned) = type else { return nil }
        return IntegerForm(byteCount: UInt64(count), isSigned: isSigned)
    }

    private func append(_ stack: CallStack) {
        if !stack.frames.isEmpty {
            text.append(",\"stack\":[")
            for (index, frame) in stack.frames.enumerated() {
                if index > 0 { text.append(",") }
                text.append("{\"pc\":\"")
                text.append(hex: frame.pc)
                text.append(byte: 34)
                text.append(frame.place)
                if frame.isInlined { text.append(",\"inlined\":true") }
                if frame.isSignalFrame { text.append(",\"signal\":true") }
                text.append("}")
            }
            text.append("]")
        }
        if let problem = stack.problem {
            text.append(",\"stack_problem\":")
            text.append(json: problem)
        }
    }
}
