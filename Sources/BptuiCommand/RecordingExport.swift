import DebugRegisters
import Glibc
import HitRules
import ProgramModel
import Recording
import Session
import Tracing
import WatchSlots

/// A recording written in one of the formats.
struct RecordingExport {
    var reader: RecordingReader
    var format: ExportFormat

    /// Text that is collected before it is written.
    private static let blockByteCount = 1 << 16

    /// - Returns: what a person has to know of the recording: that it is damaged, for one.
    func write(to file: OutputFile) throws(CommandFailure) -> [String] {
        let last: RecordingCursor
        switch format {
        case .json, .text: last = try writeLines(to: file)
        case .csv: last = try write(CSVExport.self, to: file)
        case .perfScript: last = try write(PerfScriptExport.self, to: file)
        case .trace: last = try write(TraceExport.self, to: file)
        }
        return remarks(last)
    }

    private func remarks(_ last: RecordingCursor) -> [String] {
        var remarks: [String] = []
        if let damage = last.damage ?? reader.damage { remarks.append(damage.message) }
        if last.skippedCount > 0 { remarks.append(RecordingWords.skipped(last.skippedCount, by: reader.about)) }
        if reader.goneCount > 0 { remarks.append("the oldest \(reader.goneCount) hits were given up: --log-limit") }
        return remarks
    }

    private func writeLines(to file: OutputFile) throws(CommandFailure) -> RecordingCursor {
        let recorded = RecordedSession(reader)
        let front = BatchFront(
            session: recorded, output: file,
            options: BatchOptions(
                maximumHits: reader.end?.hits, follows: format == .text, startTime: 0),
            stacks: SamplePolicy.Stacks(rawValue: reader.about.stacks) ?? .none, signals: [])
        try front.export(recorded)
        return recorded.cursor
    }

    private func write<Writer: HitExport>(
        _: Writer.Type, to file: OutputFile
    ) throws(CommandFailure) -> RecordingCursor {
        let text = ByteText()
        var writer = Writer(RecordedProgram(reader), text)
        var cursor = reader.start
        var trapsLeft = reader.end?.hits ?? .max
        var lastTrap: UInt64 = 0
        writer.begin()
        while let item = cursor.next() {
            guard case .hits(let hits) = item else { continue }
            var at = 0
            while at < hits.count, trapsLeft > 0 || hits[at].trap == lastTrap {
                var end = at + 1
                while end < hits.count, hits[end].trap == hits[at].trap { end += 1 }
                writer.trap(hits[at..<end])
                lastTrap = hits[at].trap
                trapsLeft -= 1
                at = end
                if text.count >= Self.blockByteCount { try flush(text, to: file) }
            }
            if at < hits.count { break }
        }
        writer.end()
        try flush(text, to: file)
        return cursor
    }

    private func flush(_ text: ByteText, to file: OutputFile) throws(CommandFailure) {
        file.write(text.bytes)
        text.removeAll()
        if let code = file.failure {
            throw CommandFailure(
                ExitStatus.cannotWriteOutput, "cannot write \(file.name): \(String(cString: strerror(code)))")
        }
    }
}

/// Writes hits, trap by trap, after all that was found out of their places is known.
protocol HitExport {
    init(_ program: RecordedProgram, _ text: ByteText)
    mutating func begin()
    /// All slots of one trap.
    mutating func trap(_ hits: ArraySlice<Hit>)
    mutating func end()
}
