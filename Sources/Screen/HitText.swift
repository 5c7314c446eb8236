import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// A hit's parts in words.
struct HitText {
    let record: Hit
    /// nil when the watch is gone, or the value is no data.
    private let formatter: ValueFormatter
    private let type: ValueType?
    private let offset: Int
    private let site: Site?
    /// What the hit did, as far as it is known by now.
    let outcome: HitOutcome
    /// `write`, `read`, `r/w`, `exec`; `r/w?` while the instruction is not known.
    let access: String

    init(_ record: Hit, in state: AppState, valueWidth: Int) {
        self.record = record
        formatter = ValueFormatter(width: valueWidth)
        let description = state.board.watches.first { $0.watch.id == record.watch }
        type = description?.type
        offset = description.map { Self.offset(of: record.slot, in: $0) } ?? 0
        site = state.sites[record.site]
        outcome = state.outcome(of: record)
        access = state.access(of: record).word
    }

    private var place: CodePlace? { site?.finding?.place }
    private var address: String { "0x" + String(site?.instructionAddress ?? record.pc, radix: 16) }

    /// Bytes from the watch's start to the slot's part of it.
    static func offset(of slot: SlotIndex, in description: WatchDescription) -> Int {
        let start = description.watch.request.address.rawValue
        let piece = description.watch.assignments.first { $0.slot == slot }?.piece.address.rawValue ?? start
        return Int(clamping: piece &- start)
    }

    var old: String? {
        record.kind != .execute && record.flags.contains(.hasOld) ? text(record.old) : nil
    }
    var new: String? {
        record.kind != .execute && record.flags.contains(.hasNew) ? text(record.new) : nil
    }

    /// The value before, where the hit may have changed it: what a read saw is not one.
    var replaced: String? { outcome == .read || isUnchanged ? nil : old }
    /// What stands before a value that was not replaced: `=` where a store left it as it was for certain.
    var sameness: String? {
        switch outcome {
        case .same: "="
        case .written where isUnchanged, .unknown where isUnchanged: "?"
        default: nil
        }
    }
    /// The value before and after is known and the same.
    var isUnchanged: Bool { record.flags.isSuperset(of: [.hasOld, .hasNew]) && record.old == record.new }
    /// No hit: the kernel or another process changed the value.
    var isChange: Bool { record.flags.contains(.withoutHit) }
    /// A hit that changed nothing, and so asks for no attention.
    var isQuiet: Bool { outcome == .read || isUnchanged }

    private func text(_ bits: UInt64) -> String {
        formatter.text(bits: bits, byteCount: record.length.byteCount, type: type, offset: offset)
    }

    /// The function, or what is known instead: the file that is mapped there, or the bare address.
    var function: String {
        if let function = place?.function { return DisplayText.sanitized(function) }
        if let module = place?.module { return DisplayText.sanitized(module) }
        return address
    }
    /// Whether `function` is a name.
    var isNamed: Bool { place?.function != nil || place?.module != nil }
    /// `+0x1a`.
    var functionOffset: String {
        guard place?.function != nil, let offset = place?.offset else { return "" }
        return "+0x" + String(offset, radix: 16)
    }
    /// `ledger.c:14`; the address where only the module is known.
    var source: String {
        if let place, let file = place.file {
            return DisplayText.sanitized(file) + (place.line.map { ":\($0)" } ?? "")
        }
        return place?.function == nil && place?.module != nil ? address : ""
    }
}
