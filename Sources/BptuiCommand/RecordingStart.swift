import DebugRegisters
import Glibc
import HitRules
import ProgramModel
import Recording
import Session
import Tracing
import WatchSlots

/// From the command line to a recording.
enum RecordingStart {
    /// Hits that a temporary file keeps at most, 1 GiB of them, where nothing else is said.
    static let temporaryLimit = 1 << 24

    /// - Throws: when the file cannot be made.
    static func named(_ path: String, plan: LaunchPlan, limit: Int?) throws(CommandFailure) -> Recorder {
        do {
            return Recorder(try RecordingFile.creating(path), about: about(plan), limit: limit)
        } catch {
            throw CommandFailure(
                ExitStatus.cannotWriteOutput,
                "cannot write '\(path)': \(RecordingWords.reason(error)); choose another file with --log")
        }
    }

    /// A file without a name, in $TMPDIR or /var/tmp.
    static func temporary(plan: LaunchPlan, limit: Int?) throws(RecordingError) -> Recorder {
        let chosen = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        let folder = chosen.isEmpty ? "/var/tmp" : chosen
        return Recorder(try RecordingFile.temporary(in: folder), about: about(plan), limit: limit ?? temporaryLimit)
    }

    private static func about(_ plan: LaunchPlan) -> RecordingAbout {
        RecordingAbout(
            program: plan.launch.path, arguments: plan.launch.arguments, writer: BptuiVersion.text,
            date: Int64(time(nil)),
            stacks: plan.tellsStacks ? plan.launch.options.samples.stacks.rawValue : SamplePolicy.Stacks.none.rawValue)
    }
}

/// What can be said of recordings to people.
enum RecordingWords {
    static func reason(_ error: RecordingError) -> String {
        switch error {
        case .notRecording: "it is no recording of bptui"
        case .version(let number):
            "it is a recording in format \(number), which bptui \(BptuiVersion.number) does not read; open it with the "
                + "bptui that wrote it"
        case .empty: "it ends before it says what was recorded"
        case .unreadable(let code): code == 0 ? "it cannot be read" : String(cString: strerror(code))
        }
    }

    /// Events of another version's.
    static func skipped(_ count: Int, by about: RecordingAbout) -> String {
        let events = count == 1 ? "1 event of this recording is" : "\(count) events of this recording are"
        // Behind its own version, on the first line, stand those of its libraries.
        let writer = DisplayText.sanitized(String(about.writer.prefix { !$0.isNewline }))
        return "\(events) unknown to bptui \(BptuiVersion.number) and left out; \(writer) wrote it"
    }

    /// Recording has ended before its time.
    static func failure(_ failure: RecordingDisk.Failure, path: String?) -> String {
        let name = path.map { "'\($0)'" } ?? "the temporary file of the log"
        let reason = String(cString: strerror(failure.code))
        let first =
            switch failure.step {
            case .write: "\(name) takes no more: \(reason)"
            case .giveUp: "the oldest hits of \(name) cannot be given up: \(reason)"
            }
        return first + "; it has the \(failure.hits) hits up to here, and the run goes on without"
    }

    /// - Throws: why the file cannot be opened as a recording.
    static func open(_ path: String) throws(CommandFailure) -> RecordingReader {
        do {
            return try RecordingReader(RecordingFileBytes(try RecordingFile.opening(path)))
        } catch {
            let status =
                switch error {
                case .unreadable(ENOENT): ExitStatus.notFound
                case .unreadable(EACCES): ExitStatus.noPermission
                default: ExitStatus.badExpression
                }
            throw CommandFailure(status, "cannot open '\(path)': \(reason(error))")
        }
    }
}
