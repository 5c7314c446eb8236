package import DebugRegisters
package import ProgramModel
package import Tracing

/// Watched bytes that changed without a hit, with what is known of it.
package struct FoundChange: Hashable, Sendable, Codable {
    package var change: MemoryChange
    /// The number of the last trap before it; 0 before the first.
    package var after: UInt64
    /// Nanoseconds since the session's start, when it was found.
    package var time: UInt64
    /// Of the slot.
    package var length: WatchLength
    /// The system call that did it, as C writes it; nil for the kernel at any other time, or another process.
    package var call: String?
    /// Where the program made that call: in the program itself, not in the library's function that wraps it.
    package var place: CodePlace
    /// What changes in the same way has the same one.
    package var site = SiteID(rawValue: 0)

    package init(
        change: MemoryChange, after: UInt64, time: UInt64, length: WatchLength, call: String? = nil,
        place: CodePlace = CodePlace()
    ) {
        self.change = change
        self.after = after
        self.time = time
        self.length = length
        self.call = call
        self.place = place
    }

    /// The thread whose call it was; nil for no call.
    package var tid: Int32? {
        if case .systemCall(let call) = change.cause { call.tid } else { nil }
    }

    /// What its values are read by: a record of a hit that there was none of.
    package var record: HitRecord {
        var pc: UInt64 = 0
        if case .systemCall(let call) = change.cause { pc = call.pc }
        return HitRecord(
            trap: after, time: time, pc: pc, old: change.old, new: change.new, pid: change.pid, tid: tid ?? 0,
            watch: change.watch, status: .cleared, slot: change.slot, length: length, kind: .write,
            flags: [.hasOld, .hasNew, .withoutHit])
    }

    /// Who did it, in words: `read(3, buf, 64) in main`.
    package var words: String {
        guard let call else { return "kernel or another process" }
        return call + (place.function.map { " in \($0)" } ?? "")
    }
}
