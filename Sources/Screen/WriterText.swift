import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// A row of the writers in words.
struct WriterText {
    let row: WriterRow
    /// The newest hit of the row; nil for hits beyond the table.
    let hit: HitText?
    private let site: Site?

    init(_ row: WriterRow, in state: AppState, valueWidth: Int) {
        self.row = row
        site = row.site.flatMap { state.sites[$0] }
        hit = row.tally.map { HitText($0.last, in: state, valueWidth: valueWidth) }
    }

    /// Who or what the row is: `bump`, `thread 4243`, `0x2a`.
    var label: String {
        switch row.key {
        case .instruction: place
        case .function(let name): DisplayText.sanitized(name)
        case .thread(let tid): "thread \(tid)"
        case .value: hit?.new ?? ""
        case .others: "other values"
        }
    }

    /// `+0x1a`, of an instruction alone.
    var offset: String {
        guard case .instruction = row.key else { return "" }
        if let kernel = site?.kernel, kernel.place?.name != nil {
            return "+0x" + String(kernel.place?.offset ?? 0, radix: 16)
        }
        return siteOffset
    }

    private var siteOffset: String {
        guard let place = site?.finding?.place, place.function != nil, let offset = place.offset else { return "" }
        return "+0x" + String(offset, radix: 16)
    }

    /// The function of the busiest site; the module or the address where none is known.
    private var place: String {
        if let kernel = site?.kernel { return kernel.place?.name ?? "kernel" }
        let place = site?.finding?.place
        if let name = place?.function ?? place?.module { return DisplayText.sanitized(name) }
        return "0x" + String(site?.instructionAddress ?? row.tally?.last.pc ?? 0, radix: 16)
    }

    /// Where the busiest site is. Threads and values say by which function; a function of several instructions names the
    /// file alone.
    var source: String {
        guard let site else { return "" }
        if let kernel = site.kernel {
            switch row.key {
            case .instruction: return kernelSource(kernel)
            case .function: return row.sites == 1 ? kernelSource(kernel) : ""
            case .thread, .value: return self.place + "  " + kernelSource(kernel)
            case .others: return ""
            }
        }
        let place = site.finding?.place
        var source = place?.file.map(DisplayText.sanitized) ?? ""
        switch row.key {
        case .instruction: source += line
        case .function: source += row.sites == 1 ? line : ""
        case .thread, .value: return self.place + (source.isEmpty ? "" : "  " + source + line)
        case .others: return ""
        }
        return source.isEmpty && place?.function == nil && place?.module != nil
            ? "0x" + String(site.instructionAddress, radix: 16) : source
    }

    /// The system call and who made it: what the kernel's own function does not say.
    private func kernelSource(_ kernel: KernelAccess) -> String {
        let file = kernel.caller.file.map { "  " + DisplayText.sanitized($0) + line } ?? ""
        return DisplayText.sanitized(kernel.words) + file
    }

    private var line: String { site?.finding?.place.line.map { ":\($0)" } ?? "" }

    /// What the newest hit left.
    var value: String { if case .value = row.key { "" } else { hit?.new ?? "" } }

    /// Slots of the row: `● 0`, or the digits of several.
    var slots: [SlotIndex] { Array(row.slots) }

    // MARK: The detail

    /// The instruction of the busiest site, or why it is not known.
    var instruction: String {
        if let kernel = site?.kernel { return kernelSource(kernel) }
        guard let finding = site?.finding else { return row.key == .others ? "" : "looking up the instruction" }
        if let text = finding.instruction?.text { return DisplayText.sanitized(text) }
        return finding.problem.map { "unknown instruction: " + DisplayText.sanitized($0) } ?? "unknown instruction"
    }

    /// `bump+0x1a  ledger.c:14` of the busiest site, for rows that stand for several.
    var busiest: String {
        let file = site?.finding?.place.file.map { "  " + DisplayText.sanitized($0) + line } ?? ""
        if case .function = row.key { return siteOffset + file }
        return place + siteOffset + file
    }

    /// `380 read · 12 same`.
    var outcomes: String {
        guard let outcomes = row.outcomes else { return "" }
        let words: [(HitOutcome, String)] = [
            (.changed, "changed"), (.same, "silent"), (.written, "written"), (.read, "read"), (.executed, "executed"),
            (.unknown, "unknown"),
        ]
        return words.filter { outcomes[$0.0] > 0 }.map { "\(Numbers.grouped(outcomes[$0.0])) \($0.1)" }
            .joined(separator: " · ")
    }
}
