import DebugRegisters
import Glibc
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

@testable import Recording

/// Sessions as a front hears of them, and recordings of those.
enum Samples {
    static let about = RecordingAbout(
        program: "/tmp/a.out", arguments: ["a.out", "x y"], writer: "bptui test", date: 1_700_000_000, stacks: "new")
    static let end = RecordingEnd(reason: "exit", elapsed: 9_000_000)

    static func hit(
        _ trap: UInt64, slot: SlotIndex = .dr0, length: WatchLength = .eight, kind: WatchKind = .write,
        flags: HitRecord.Flags = [.hasOld, .hasNew], site: UInt32 = 0
    ) -> Hit {
        Hit(
            HitRecord(
                trap: trap, time: trap * 1000, pc: 0x401180 + trap, old: ~trap, new: trap, pid: 10, tid: 11,
                watch: WatchID(rawValue: 1), status: StatusRegister(slots: SlotSet(slot)), slot: slot, length: length,
                kind: kind, flags: flags), site: SiteID(rawValue: site))
    }

    static func hits(_ traps: ClosedRange<UInt64>) -> [Hit] { traps.map { hit($0) } }

    static func signal(after trap: UInt64, _ number: Int32) -> SessionEvent {
        .trace(TracingEvent(after: trap, time: trap * 1000 + 1, kind: .signal(tid: 11, number: number)))
    }

    /// Writes a recording and gives its bytes.
    static func record(
        limit: Int? = nil, end: RecordingEnd? = end, _ body: (Recorder) throws -> Void
    ) throws -> [UInt8] {
        let file = try RecordingFile.temporary(in: "/var/tmp")
        let recorder = Recorder(file, about: about, limit: limit)
        try body(recorder)
        if let end {
            recorder.close(end)
        } else {
            recorder.closeBrokenOff()
        }
        return file.read(at: 0, count: Int(file.size)) ?? []
    }

    /// All that a recording tells, with hits that follow each other in one piece.
    static func told(_ bytes: [UInt8]) throws -> (items: [RecordedItem], cursor: RecordingCursor) {
        try told(RecordingReader(MemoryBytes(bytes)).start)
    }

    static func told(_ start: RecordingCursor) throws -> (items: [RecordedItem], cursor: RecordingCursor) {
        var cursor = start
        var items: [RecordedItem] = []
        while let item = cursor.next() {
            if case .hits(let new) = item, case .hits(let before)? = items.last {
                items[items.count - 1] = .hits(before + new)
            } else {
                items.append(item)
            }
        }
        return (items, cursor)
    }
}
