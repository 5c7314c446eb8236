import DebugRegisters
import HitRules
import ProgramModel
import Screen
import Session
import Tracing
import ViewModel
import WatchSlots

/// The batch output for people (`--follow`): a line for each slot of a hit, sentences for the rest. No line is ever written
/// over, no colour says anything, and nothing needs a wide terminal: a screen reader or a log reads it from top to bottom.
struct FollowLines: BatchLines {
    let text = ByteText()
    /// Stacks were asked for, and stand under their hits.
    let showsStacks: Bool
    let writing: PlainText
    /// The process that others need not be told from.
    var pid: Int32 = 0
    /// By the number of the site: what repeats for every hit from there.
    private var places: [SiteID: String] = [:]
    private var expressions: [WatchID: String] = [:]
    /// Processes whose ends have been written.
    var endedProcesses: Set<Int32> = []

    /// - Parameter isUnicode: false writes ASCII alone.
    init(isUnicode: Bool, showsStacks: Bool = false) {
        writing = PlainText(isUnicode: isUnicode)
        self.showsStacks = showsStacks
    }

    mutating func forgetPlaces() { places = [:] }
    mutating func forgetForms() { expressions = [:] }

    func line(_ words: String) {
        text.append(bytes: Array(words.utf8))
        text.append("\n")
    }

    // MARK: The run

    mutating func start(program: String, pid: Int32, backend: String) {
        self.pid = pid
        line("bptui: \(writing.text(program)), process \(pid), seen through \(backend)")
    }

    mutating func watch(_ description: WatchDescription, condition: String?) {
        let watch = description.watch
        let slots = watch.assignments.map { "DR\($0.slot.number)" }.joined(separator: " ")
        let address = "0x" + String(watch.request.address.rawValue, radix: 16)
        var words = "\(slots.isEmpty ? "a register to come" : slots) watches \(writing.text(description.expression)): "
        if watch.request.kind == .execute {
            words += "execution at \(address)"
        } else {
            let kind =
                watch.request.rule.readsOnly ? "reads" : watch.request.kind == .write ? "writes" : "reads and writes"
            words += "\(kind), \(Numbers.count(watch.request.byteCount, "byte")) at \(address)"
        }
        if let thread = watch.request.thread { words += ", thread \(thread) only" }
        if watch.request.mechanism == .perf { words += ", through perf" }
        if watch.request.every > 1 { words += ", one hit in \(Numbers.grouped(watch.request.every))" }
        let rule = watch.request.rule
        if let condition { words += ", if \(writing.text(condition))" }
        if rule.ignoreCount > 0 { words += ", after \(Numbers.count(rule.ignoreCount, "hit"))" }
        if rule.isOneShot { words += ", once" }
        if rule.changedOnly { words += ", changes only" }
        line(words)
    }

    mutating func set(_ assignment: String) { line("set: \(writing.text(assignment))") }

    mutating func coverage(_ coverage: WatchCoverage, of watch: WatchDescription?) {
        let name = watch.map { writing.name($0.expression, most: 48) } ?? "watch \(coverage.watch.rawValue)"
        let words = CoverageText(coverage, isUnicode: writing.isUnicode)
        line("\(name): \(words.share), \(Numbers.grouped(coverage.hits)) seen, \(words.count) in all")
    }

    mutating func missed(_ count: UInt64) { line("\(Numbers.count(count, "hit")) in all could not be recorded") }

    mutating func end(_ totals: BatchTotals, reason: String, elapsed: UInt64) {
        var words = "end: \(Self.words(ofReason: reason)); \(Numbers.count(totals.hits, "hit"))"
        let slots = totals.bySlot.enumerated().filter { $0.element > 0 }.map {
            "DR\($0.offset) \(Numbers.grouped($0.element))"
        }
        if !slots.isEmpty { words += " (\(slots.joined(separator: ", ")))" }
        let notShown = totals.notShown.reduce(0, +)
        if notShown > 0 { words += ", \(Numbers.grouped(notShown)) not shown" }
        if totals.missed > 0 { words += ", \(Numbers.grouped(totals.missed)) missed" }
        line(words + " in \(Numbers.seconds(elapsed)) s")
    }

    private static func words(ofReason reason: String) -> String {
        switch reason {
        case "exit": "the program ended"
        case "max-hits": "as many hits as were asked for"
        case "timeout": "the time is over"
        case "stop": "a hit stopped the program"
        case "interrupted": "interrupted"
        case "detached": "the program was let go"
        case "refused": "it could not be done"
        case "lost": "the tracer is gone"
        default: reason
        }
    }

    // MARK: Hits

    mutating func hit(
        _ records: ArraySlice<Hit>, stack: CallStack?, names: [UInt64: String], site: (SiteID) -> Site?,
        watch: (WatchID) -> WatchDescription?
    ) {
        for record in records {
            let finding = site(record.site)?.finding
            let slot = record.slot.number
            var words =
                "\(Numbers.seconds(record.time))  #\(Numbers.grouped(record.trap))  "
                + "DR\(slot) \(expression(record.watch, watch))  \(what(record, finding, watch(record.watch), names))  "
                + "\(place(of: record, finding))  thread \(record.tid)"
            if record.pid != pid { words += " of process \(record.pid)" }
            if record.record.isByPerf, record.record.isByKernel { words += "  stored by the kernel" }
            if record.flags.contains(.statusWasLost) { words += "  slot inferred" }
            line(words)
        }
        if showsStacks, let stack { append(stack) }
    }

    private mutating func expression(_ id: WatchID, _ watch: (WatchID) -> WatchDescription?) -> String {
        if let known = expressions[id] { return known }
        let name = watch(id).map { writing.name($0.expression, most: 48) } ?? "watch \(id.rawValue)"
        expressions[id] = name
        return name
    }

    /// `write  41 -> 42`.
    private func what(
        _ hit: Hit, _ finding: SiteFinding?, _ watch: WatchDescription?, _ names: [UInt64: String]
    ) -> String {
        let settled = hit.foundChanged(access: finding?.access)
        let record = settled.record
        let old = record.flags.contains(.hasOld) ? value(record.old, record, watch, names) : nil
        let new = record.flags.contains(.hasNew) ? value(record.new, record, watch, names) : nil
        let access = finding?.access.map(HitWords.name)
        switch hit.record.outcome(access: finding?.access) {
        case .executed: return "execute"
        case .read: return "\(access ?? "read")  \(new ?? "?")"
        case .same: return "\(access ?? "write")  \(new ?? "?"), as before"
        case .changed: return "\(access ?? "write")  \(old ?? "?") -> \(new ?? "?")"
        case .written: return "\(access ?? "write")  \(old ?? "?") -> \(new ?? "?"), not certain"
        case .unknown: return "read or write  \(new ?? old ?? "?")"
        }
    }

    func value(_ bits: UInt64, _ record: HitRecord, _ watch: WatchDescription?, _ names: [UInt64: String]) -> String {
        Self.grouped(writing.text(HitValue.text(bits, of: record, watch: watch, names: names)))
    }

    /// `1234567` as `1 234 567`; what is no plain decimal number stays as it is.
    static func grouped(_ text: String) -> String {
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        guard digits.utf8.count > 4, digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = UInt64(digits)
        else { return text }
        return (text.first == "-" ? "-" : "") + Numbers.grouped(number)
    }

    private mutating func place(of hit: Hit, _ finding: SiteFinding?) -> String {
        if finding != nil, let known = places[hit.site] { return known }
        var words = place(finding?.place ?? CodePlace(), address: finding?.instruction?.address ?? hit.pc)
        if let reason = SiteText.unknown(finding) { words += ", instruction not certain: \(writing.text(reason))" }
        if finding != nil { places[hit.site] = words }
        return words
    }

    /// `bump+0x1a (program.c:14)`.
    func place(_ place: CodePlace, address: UInt64) -> String {
        var words: String
        if let function = place.function {
            words = writing.name(function, most: 80)
            if let offset = place.offset, offset > 0 { words += "+0x" + String(offset, radix: 16) }
        } else {
            words = "0x" + String(address, radix: 16)
            if let module = place.module { words += " in \(writing.text(module))" }
        }
        if let file = place.file { words += " (\(writing.text(file))\(place.line.map { ":\($0)" } ?? ""))" }
        return words
    }

    private func append(_ stack: CallStack) {
        for (index, frame) in stack.frames.enumerated() {
            let kind = frame.isInlined ? ", inlined" : frame.isSignalFrame ? ", signal" : ""
            line("    \(index == 0 ? "in" : "called by") \(place(frame.place, address: frame.pc))\(kind)")
        }
        if let problem = stack.problem { line("    no more frames: \(writing.text(problem))") }
    }
}
