import DebugRegisters
import ProgramModel
import Session
import Tracing
import WatchSlots

/// The batch output: one JSON object a line, schema 1. A field that is not known is absent.
struct JSONLines {
    static let schema: UInt64 = 1

    let text = ByteText()
    /// What follows the time and thread of a hit from a pc: it repeats for every hit from there.
    private var placeParts: [SiteID: [UInt8]] = [:]
    /// The part used last: mostly the next one, too.
    private var latest: (site: SiteID, part: [UInt8])?

    func removeAll() { text.removeAll() }
    /// After an exec the same addresses are other code.
    mutating func forgetPlaces() {
        placeParts = [:]
        latest = nil
    }

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

    func watch(_ description: WatchDescription) {
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
        text.append("}\n")
    }

    /// One trap: every slot that DR6 named.
    mutating func hit(
        _ records: ArraySlice<Hit>, site: (SiteID) -> Site?, watch: (WatchID) -> WatchDescription?
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
        text.append(",\"dr6\":\"")
        text.append(hex: UInt64(first.status.rawValue))
        text.append(byte: 34)
        text.append(bytes: placePart(first, site))
        text.append(",\"slots\":[")
        var isFirst = true
        for record in records {
            if !isFirst { text.append(",") }
            isFirst = false
            text.append("{\"slot\":")
            text.append(decimal: UInt64(record.slot.rawValue))
            text.append(",\"watch\":")
            text.append(decimal: UInt64(record.watch.rawValue))
            if record.kind != .execute {
                if record.flags.contains(.hasOld) {
                    text.append(",\"old\":\"")
                    text.append(hex: record.old)
                    text.append(byte: 34)
                }
                if record.flags.contains(.hasNew) {
                    text.append(",\"new\":\"")
                    text.append(hex: record.new)
                    text.append(byte: 34)
                    appendValue(of: record, watch: watch(record.watch))
                }
            }
            if record.flags.contains(.statusWasLost) { text.append(",\"inferred\":true") }
            text.append("}")
        }
        text.append("]}\n")
    }

    private func appendValue(of record: Hit, watch: WatchDescription?) {
        guard let watch, let type = watch.type else { return }
        text.append(",\"value\":")
        // Counters are what is watched most, and need no text of their own.
        if case .integer(_, let count, let isSigned) = type, count == record.length.byteCount {
            text.append(byte: 34)
            let unused = UInt64(64 - 8 * count)
            if isSigned {
                text.append(decimal: Int64(bitPattern: record.new << unused) >> Int64(unused))
            } else {
                text.append(decimal: record.new)
            }
            text.append(byte: 34)
        } else {
            text.append(json: HitValue.text(record.new, of: record.record, watch: watch))
        }
    }

    private mutating func placePart(_ hit: Hit, _ site: (SiteID) -> Site?) -> [UInt8] {
        if let latest, latest.site == hit.site { return latest.part }
        let part = placeParts[hit.site] ?? makePlacePart(hit.pc, site(hit.site)?.finding?.place)
        placeParts[hit.site] = part
        latest = (hit.site, part)
        return part
    }

    private func makePlacePart(_ pc: UInt64, _ place: CodePlace?) -> [UInt8] {
        let part = ByteText(capacity: 256)
        part.append(",\"pc\":\"")
        part.append(hex: pc)
        part.append(byte: 34)
        if let function = place?.function {
            part.append(",\"function\":")
            part.append(json: function)
            if let offset = place?.offset {
                part.append(",\"offset\":")
                part.append(decimal: offset)
            }
        }
        if let file = place?.file {
            part.append(",\"file\":")
            part.append(json: file)
            if let line = place?.line {
                part.append(",\"line\":")
                part.append(decimal: UInt64(max(0, line)))
            }
        }
        return part.array
    }

    /// The rare events. Those that batch output does not name write nothing.
    func event(_ event: TracingEvent) {
        switch event.kind {
        case .threadStarted(let tid, let pid):
            open("thread", after: event)
            text.append(",\"event\":\"start\",\"pid\":")
            text.append(decimal: pid)
            text.append(",\"tid\":")
            text.append(decimal: tid)
        case .threadEnded(let tid):
            open("thread", after: event)
            text.append(",\"event\":\"end\",\"tid\":")
            text.append(decimal: tid)
        case .forked(let parent, let child, let sharesMemory):
            open("fork", after: event)
            text.append(",\"parent\":")
            text.append(decimal: parent)
            text.append(",\"child\":")
            text.append(decimal: child)
            text.append(sharesMemory ? ",\"shares_memory\":true" : ",\"shares_memory\":false")
        case .executed(let pid, let path):
            open("exec", after: event)
            text.append(",\"pid\":")
            text.append(decimal: pid)
            text.append(",\"program\":")
            text.append(json: path)
        case .signal(let tid, let number):
            open("signal", after: event)
            text.append(",\"tid\":")
            text.append(decimal: tid)
            text.append(",\"signal\":")
            text.append(decimal: number)
        case .stopped(let stop):
            guard case .hit(let trap, let slots, _) = stop.reason else { return }
            open("stop", after: event)
            text.append(",\"tid\":")
            text.append(decimal: stop.tid)
            text.append(",\"n\":")
            text.append(decimal: trap)
            text.append(",\"slots\":[")
            for (index, slot) in slots.enumerated() {
                if index > 0 { text.append(",") }
                text.append(decimal: UInt64(slot.rawValue))
            }
            text.append("]")
        case .problem(let error):
            open("problem", after: event)
            text.append(",\"message\":")
            text.append(json: error.description)
        case .exited(let pid, let end):
            open("exit", after: event)
            text.append(",\"pid\":")
            text.append(decimal: pid)
            switch end {
            case .code(let code):
                text.append(",\"code\":")
                text.append(decimal: code)
            case .signal(let number, let coreDumped):
                text.append(",\"signal\":")
                text.append(decimal: number)
                if coreDumped { text.append(",\"core\":true") }
            }
        default: return
        }
        text.append("}\n")
    }

    private func open(_ type: StaticString, after event: TracingEvent) {
        text.append("{\"type\":\"")
        text.append(type)
        text.append("\",\"time\":")
        text.append(seconds: event.time)
        text.append(",\"after\":")
        text.append(decimal: event.after)
    }

    func missed(_ count: UInt64) {
        text.append("{\"type\":\"missed\",\"count\":")
        text.append(decimal: count)
        text.append("}\n")
    }

    func end(reason: String, hits: UInt64, bySlot: [UInt64], missed: UInt64, elapsed: UInt64) {
        text.append("{\"type\":\"end\",\"reason\":")
        text.append(json: reason)
        text.append(",\"hits\":")
        text.append(decimal: hits)
        text.append(",\"by_slot\":[")
        for (index, count) in bySlot.enumerated() {
            if index > 0 { text.append(",") }
            text.append(decimal: count)
        }
        text.append("],\"missed\":")
        text.append(decimal: missed)
        text.append(",\"elapsed\":")
        text.append(seconds: elapsed)
        text.append("}\n")
    }
}
