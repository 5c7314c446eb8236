import DebugRegisters
import Glibc
import Recording
import Session
import Tracing
import ViewModel
import WatchSlots

/// Records without a program: what a log of so many hits takes in memory and time, with the file that holds it.
///
/// The hits go the screen's way, through its reducer and its recorder; nothing is drawn.
enum RecordTable {
    /// A file system is not filled to the brim.
    private static let spare = 2 << 30
    private static let piece = 4096

    static func print(_ wanted: UInt64) throws {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
        let path = folder + "/bptui-bench-\(getpid()).rec"
        let room = free(in: folder) - spare
        let count = min(wanted, UInt64(max(room, 0)) / UInt64(Hit.byteCount + 1))
        guard count >= 1 << 20 else { throw BenchFailure(message: "\(folder) has no room for a million records") }
        defer { unlink(path) }
        let shortened = count < wanted ? " (of \(wanted): \(folder) has no room for more)" : ""
        Swift.print("\(count) synthetic records\(shortened), the screen's reducer and recorder\n")
        Swift.print("| | |\n|---|---|")
        try freely { try measure(count, path) }
    }

    private static func measure(_ count: UInt64, _ path: String) throws {
        let before = ScreenRun.resident(getpid())
        let recorder = try recorder(path)
        var state = AppState(width: 200, height: 60, archive: recorder.disk)
        let (reducing, recording) = take(count, &state, recorder)
        let after = ScreenRun.resident(getpid())
        row("memory before, after the records", "\(mebibytes(before)), \(mebibytes(after)) MiB")
        row(
            "  the newest \(state.hits.memoryCount) are in memory",
            "\((state.hits.memoryCount * Hit.byteCount) >> 20) MiB")
        row("the reducer, a hit", "\(fixed(reducing / Double(count), 1)) ns")
        row("the recorder, a hit", "\(fixed(recording / Double(count), 1)) ns")
        let closing = time { recorder.close(RecordingEnd(reason: "exit", elapsed: count)) }
        row("what was left to write at the end", "\(fixed(closing / 1e6, 1)) ms")
        try filter(&state)
        scroll(state)
        var reader: RecordingReader?
        let opening = try time {
            reader = try RecordingReader(RecordingFileBytes(try RecordingFile.opening(path)))
        }
        guard reader?.hitCount == Int(count) else {
            throw BenchFailure(message: "the recording has not what was written")
        }
        row("opening the recording", "\(fixed(opening / 1e6, 1)) ms")
        row("memory at the end", "\(mebibytes(ScreenRun.resident(getpid()))) MiB")
    }

    private static func recorder(_ path: String) throws -> Recorder {
        let about = RecordingAbout(program: "synthetic", arguments: [], writer: "bptui-bench", date: 0, stacks: "none")
        return Recorder(try RecordingFile.creating(path), about: about)
    }

    /// - Returns: nanoseconds in the reducer, and in the recorder.
    private static func take(_ count: UInt64, _ state: inout AppState, _ recorder: Recorder) -> (Double, Double) {
        var (reducing, recording) = (0.0, 0.0)
        var hits: [Hit] = []
        hits.reserveCapacity(piece)
        var trap: UInt64 = 0
        while trap < count {
            hits.removeAll(keepingCapacity: true)
            while hits.count < piece, trap < count {
                hits.append(hit(trap))
                trap += 1
            }
            recording += time { recorder.take(.hits(hits)) }
            reducing += time { _ = state.update(.session(.hits(hits))) }
        }
        return (reducing, recording)
    }

    /// Fifty sites, eight threads, values that count up.
    private static func hit(_ trap: UInt64) -> Hit {
        Hit(
            HitRecord(
                trap: trap, time: trap, pc: 0x401136 + trap % 50, old: trap / 3, new: trap / 3 + 1, pid: 10,
                tid: Int32(10 + trap % 8), watch: WatchID(rawValue: 1), status: StatusRegister(rawValue: 0xffff_0ff1),
                slot: .dr0, length: .eight, kind: .write, flags: [.hasOld, .hasNew]),
            site: SiteID(rawValue: UInt32(trap % 50)))
    }

    private static func filter(_ state: inout AppState) throws {
        var longest = 0.0
        var steps = 0
        let first = try time { try state.setFilter("tid:12") }
        var whole = first
        while state.filter?.progress(of: state.hits) != nil {
            let step = time { _ = state.update(.tick(UInt64(steps))) }
            longest = max(longest, step)
            whole += step
            steps += 1
        }
        row("a filter: the newest, in the first step", "\(fixed(first / 1e6, 1)) ms")
        row("  all of them, in \(steps + 1) steps, \(state.logged.count) found", "\(fixed(whole / 1e9, 2)) s")
        row("  the longest step", "\(fixed(longest / 1e6, 1)) ms")
        try state.setFilter("")
    }

    /// Screens of sixty hits all over the file.
    private static func scroll(_ state: AppState) {
        var worst = 0.0
        let last = state.hits.ordinals.upperBound - 60
        for page in 0..<1000 {
            let from = state.hits.ordinals.lowerBound + (last - state.hits.ordinals.lowerBound) / 1000 * page
            worst = max(worst, time { for ordinal in from..<from + 60 { _ = state.hits[ordinal] } })
        }
        row("a screen of sixty hits anywhere, the slowest of 1000", "\(fixed(worst / 1e6, 2)) ms")
    }

    // MARK: Figures

    private static func time(_ body: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let (seconds, attoseconds) = try clock.measure(body).components
        return Double(seconds) * 1e9 + Double(attoseconds) / 1e9
    }

    private static func mebibytes(_ kibibytes: Int) -> String { fixed(Double(kibibytes) / 1024, 1) }

    private static func row(_ name: String, _ value: String) { Swift.print("| \(name) | \(value) |") }

    /// Bytes that may be written in a folder.
    private static func free(in folder: String) -> Int {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return 0 }
        return Int(
            clamping: UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue)
    }
}
