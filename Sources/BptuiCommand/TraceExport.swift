import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// The trace event format (JSON object form) that chrome://tracing and Perfetto read: an instant event on its thread for
/// each slot of a trap, a counter for each watched integer, and the names of processes and threads.
struct TraceExport: HitExport {
    private let program: RecordedProgram
    private let text: ByteText
    private var named: Set<Int32> = []
    private var namedProcesses: Set<Int32> = []
    private var isFirst = true

    init(_ program: RecordedProgram, _ text: ByteText) {
        self.program = program
        self.text = text
    }

    func begin() { text.append("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n") }

    func end() { text.append("\n]}\n") }

    mutating func trap(_ hits: ArraySlice<Hit>) {
        for hit in hits {
            name(hit)
            instant(hit)
            counter(hit)
        }
    }

    private mutating func open() {
        if !isFirst { text.append(",\n") }
        isFirst = false
    }

    private mutating func name(_ hit: Hit) {
        if namedProcesses.insert(hit.pid).inserted { metadata("process_name", hit, program.name) }
        if named.insert(hit.tid).inserted { metadata("thread_name", hit, program.threadName(hit.tid)) }
    }

    private mutating func metadata(_ kind: StaticString, _ hit: Hit, _ name: String) {
        open()
        text.append("{\"ph\":\"M\",\"name\":\"")
        text.append(kind)
        text.append("\",\"pid\":")
        text.append(decimal: hit.pid)
        text.append(",\"tid\":")
        text.append(decimal: hit.tid)
        text.append(",\"args\":{\"name\":")
        text.append(json: name)
        text.append("}}")
    }

    private mutating func instant(_ hit: Hit) {
        let site = program.sites[hit.site]
        let place = site?.finding?.place
        let address = "0x" + String(site?.instructionAddress ?? hit.pc, radix: 16)
        open()
        text.append("{\"ph\":\"i\",\"s\":\"t\",\"name\":")
        text.append(json: place?.function ?? address)
        text.append(",\"cat\":")
        text.append(json: program.expression(of: hit.watch))
        head(hit)
        text.append(",\"args\":{\"n\":")
        text.append(decimal: hit.trap)
        text.append(",\"slot\":")
        text.append(decimal: UInt64(hit.slot.rawValue))
        if let word = HitWords.name(hit.record.outcome(access: site?.finding?.access)) { string("outcome", word) }
        if hit.kind != .execute {
            if hit.flags.contains(.hasOld) { string("old", "0x" + String(hit.old, radix: 16)) }
            if hit.flags.contains(.hasNew) { string("new", "0x" + String(hit.new, radix: 16)) }
            let value = HitValue.new(of: hit.record, watch: program.watches[hit.watch], names: program.pointerNames)
            if let value { string("value", value) }
        }
        string("at", address)
        if let file = place?.file { string("source", file + (place?.line.map { ":\($0)" } ?? "")) }
        text.append("}}")
    }

    /// Integers over time.
    private mutating func counter(_ hit: Hit) {
        guard hit.kind != .execute, hit.flags.contains(.hasNew),
            case .integer(_, let count, let isSigned)? = program.watches[hit.watch]?.type,
            count == hit.length.byteCount
        else { return }
        open()
        text.append("{\"ph\":\"C\",\"name\":")
        text.append(json: program.expression(of: hit.watch))
        head(hit)
        text.append(",\"args\":{\"value\":")
        let unused = UInt64(64 - 8 * count)
        if isSigned {
            text.append(decimal: Int64(bitPattern: hit.new << unused) >> Int64(unused))
        } else {
            text.append(decimal: hit.new)
        }
        text.append("}}")
    }

    /// Process, thread, and the time in microseconds.
    private func head(_ hit: Hit) {
        text.append(",\"pid\":")
        text.append(decimal: hit.pid)
        text.append(",\"tid\":")
        text.append(decimal: hit.tid)
        text.append(",\"ts\":")
        text.append(decimal: hit.time / 1000)
        text.append(".")
        text.append(decimal: hit.time % 1000, width: 3)
    }

    private func string(_ name: StaticString, _ value: String) {
        text.append(",\"")
        text.append(name)
        text.append("\":")
        text.append(json: value)
    }
}
