import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// Comma-separated values (RFC 4180): a head, then a line for each slot of a trap. What is not known is empty.
struct CSVExport: HitExport {
    private let program: RecordedProgram
    private let text: ByteText
    /// By the number of the site: from the pc to the module.
    private var places: [SiteID: [UInt8]] = [:]

    private static let columns = [
        "n", "time", "pid", "tid", "slot", "watch", "expression", "access", "outcome", "old", "new", "value", "exact",
        "dr6", "pc", "instruction_pc", "instruction", "function", "offset", "file", "line", "module",
    ]

    init(_ program: RecordedProgram, _ text: ByteText) {
        self.program = program
        self.text = text
    }

    func begin() {
        for (index, column) in Self.columns.enumerated() {
            if index > 0 { text.append(",") }
            text.append(bytes: Array(column.utf8))
        }
        text.append("\r\n")
    }

    mutating func trap(_ hits: ArraySlice<Hit>) {
        for hit in hits { append(hit) }
    }

    func end() {}

    private mutating func append(_ hit: Hit) {
        let access = program.sites[hit.site]?.finding?.access
        text.append(decimal: hit.trap)
        text.append(",")
        text.append(seconds: hit.time)
        text.append(",")
        text.append(decimal: hit.pid)
        text.append(",")
        text.append(decimal: hit.tid)
        text.append(",")
        text.append(decimal: UInt64(hit.slot.rawValue))
        text.append(",")
        text.append(decimal: UInt64(hit.watch.rawValue))
        text.append(",")
        text.append(csv: program.expression(of: hit.watch))
        text.append(",")
        text.append(csv: access.map(HitWords.name) ?? "")
        text.append(",")
        text.append(csv: HitWords.name(hit.record.outcome(access: access)) ?? "")
        text.append(",")
        if hit.kind != .execute {
            if hit.flags.contains(.hasOld) { text.append(hex: hit.old) }
            text.append(",")
            if hit.flags.contains(.hasNew) { text.append(hex: hit.new) }
            text.append(",")
            let value = HitValue.new(
                of: hit.record, watch: program.watches[hit.watch], names: program.pointerNames)
            text.append(csv: value ?? "")
            text.append(hit.flags.contains(.newIsExact) ? ",true," : ",,")
        } else {
            text.append(",,,,")
        }
        text.append(hex: UInt64(hit.status.rawValue))
        text.append(",")
        text.append(bytes: place(of: hit))
        text.append("\r\n")
    }

    private mutating func place(of hit: Hit) -> [UInt8] {
        if let known = places[hit.site] { return known }
        let line = ByteText(capacity: 256)
        let finding = program.sites[hit.site]?.finding
        line.append(hex: hit.pc)
        line.append(",")
        if let instruction = finding?.instruction { line.append(hex: instruction.address) }
        line.append(",")
        line.append(csv: finding?.instruction?.text ?? "")
        line.append(",")
        line.append(csv: finding?.place.function ?? "")
        line.append(",")
        if let offset = finding?.place.offset { line.append(decimal: offset) }
        line.append(",")
        line.append(csv: finding?.place.file ?? "")
        line.append(",")
        if let number = finding?.place.line { line.append(decimal: Int64(number)) }
        line.append(",")
        line.append(csv: finding?.place.module ?? "")
        places[hit.site] = line.array
        return line.array
    }
}

extension ByteText {
    /// A field with quotes where it needs them (RFC 4180, section 2).
    func append(csv field: String) {
        let needsQuotes = field.utf8.contains { $0 == 34 || $0 == 44 || $0 == 10 || $0 == 13 }
        guard needsQuotes else { return append(bytes: Array(field.utf8)) }
        append(byte: 34)
        for byte in field.utf8 {
            if byte == 34 { append(byte: 34) }
            append(byte: byte)
        }
        append(byte: 34)
    }
}
