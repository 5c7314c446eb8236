import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// The lines of `perf script` for samples of breakpoint events that a process was recorded with: comm, tid, time, period,
/// event, ip, symbol and object. On which processor it was is not known, and perf leaves that out as well.
///
/// The address is the accessing instruction's where it is known, and its symbol belongs to it.
struct PerfScriptExport: HitExport {
    private let program: RecordedProgram
    private let text: ByteText
    private var events: [WatchKey: [UInt8]] = [:]
    private var places: [SiteID: [UInt8]] = [:]

    private struct WatchKey: Hashable {
        var watch: WatchID
        var slot: UInt8
    }

    init(_ program: RecordedProgram, _ text: ByteText) {
        self.program = program
        self.text = text
    }

    func begin() {}
    func end() {}

    mutating func trap(_ hits: ArraySlice<Hit>) {
        for hit in hits {
            append(program.threadName(hit.tid), width: 16)
            text.append(" ")
            append(String(hit.tid), width: 5)
            text.append(" ")
            append(String(hit.time / 1_000_000_000), width: 5)
            text.append(".")
            text.append(decimal: hit.time % 1_000_000_000 / 1000, width: 6)
            text.append(": ")
            append("1", width: 10)
            text.append(" ")
            text.append(bytes: event(of: hit))
            text.append(bytes: place(of: hit))
            text.append("\n")
        }
    }

    /// As perf's own event parser writes a breakpoint: `mem:0x404020/8:w:`.
    private mutating func event(of hit: Hit) -> [UInt8] {
        let key = WatchKey(watch: hit.watch, slot: hit.slot.rawValue)
        if let known = events[key] { return known }
        let watch = program.watches[hit.watch]?.watch
        let piece = watch?.assignments.first { $0.slot == hit.slot }?.piece.address ?? watch?.request.address
        let access =
            switch hit.kind {
            case .write: "w"
            case .readWrite: "rw"
            case .execute: "x"
            }
        let address = String(piece?.rawValue ?? 0, radix: 16)
        let length = hit.kind == .execute ? "" : "/\(hit.length.byteCount)"
        let event = Array("mem:0x\(address)\(length):\(access): ".utf8)
        events[key] = event
        return event
    }

    private mutating func place(of hit: Hit) -> [UInt8] {
        if let known = places[hit.site] { return known }
        let site = program.sites[hit.site]
        let address = String(site?.instructionAddress ?? hit.pc, radix: 16)
        let place = site?.finding?.place
        let symbol = place?.function.map { function in
            function + (place?.offset.map { "+0x" + String($0, radix: 16) } ?? "")
        }
        let padding = String(repeating: " ", count: max(0, 17 - address.count))
        let words = "\(padding)\(address) \(symbol ?? "[unknown]") (\(place?.module ?? "[unknown]"))"
        // A symbol with a line end in it would be two lines.
        let line = Array(DisplayText.sanitized(words).utf8)
        places[hit.site] = line
        return line
    }

    private func append(_ word: String, width: Int) {
        let safe = Array(DisplayText.sanitized(word).utf8)
        for _ in 0..<max(0, width - safe.count) { text.append(byte: 32) }
        text.append(bytes: safe)
    }
}
