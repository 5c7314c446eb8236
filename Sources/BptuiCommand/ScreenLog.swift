import Glibc
import ProgramModel
import Recording
import Session
import ViewModel

/// What the screen's log rests on: a recording that is being made, or one that is shown.
final class ScreenLog {
    /// nil in a replay, and where not even a temporary file is to be had.
    private let recorder: Recorder?
    private let driver: ReplayDriver?
    private let archive: (any HitArchive)?
    private let hitLimit: Int
    /// The user has named the file: it is to tell all that can be told.
    private let isNamed: Bool
    private let name: String
    private var inquiry = RecordingInquiry()
    private var notices: [Notice] = []
    private var export: ExportJob?
    private let startTime = Clock.now()

    private static let liveHitLimit = 1 << 20
    /// A way through a recording is gone for so long before the next frame.
    private static let pieceNanoseconds: UInt64 = 20_000_000

    /// - Throws: when the file that the user named cannot be made.
    init(recording plan: LaunchPlan, _ options: RecordingOptions) throws(CommandFailure) {
        driver = nil
        hitLimit = min(Self.liveHitLimit, options.limit ?? .max)
        isNamed = options.log != nil
        if let path = options.log {
            recorder = try RecordingStart.named(path, plan: plan, limit: options.limit)
            name = DisplayText.sanitized(path.split(separator: "/").last.map(String.init) ?? path)
        } else {
            name = "a temporary file"
            do throws(RecordingError) {
                recorder = try RecordingStart.temporary(plan: plan, limit: options.limit)
            } catch {
                recorder = nil
                notices.append(
                    Notice(
                        .warning,
                        "the newest \(hitLimit) hits alone are kept, without a file: \(RecordingWords.reason(error)); "
                            + "--log names one, TMPDIR another folder"))
            }
        }
        archive = recorder?.disk
    }

    init(replaying reader: RecordingReader, hitLimit: Int) {
        recorder = nil
        driver = ReplayDriver(reader)
        archive = RecordingArchive(reader)
        self.hitLimit = hitLimit
        isNamed = true
        name = "the recording"
    }

    /// The state that the screen begins with.
    func state(width: Int, height: Int) -> AppState {
        var state = AppState(width: width, height: height, hitLimit: hitLimit, archive: archive)
        state.logName = name
        driver?.start(&state)
        return state
    }

    /// The screen changes by itself.
    var isMoving: Bool { driver?.isMoving ?? (export != nil) }

    // MARK: What happens

    /// - Returns: what to ask the session for the recording's sake.
    func take(_ event: SessionEvent) -> [SessionCommand] {
        guard let recorder else { return [] }
        recorder.take(event)
        return isNamed ? inquiry.commands(for: event) : []
    }

    func take(output bytes: [UInt8]) { recorder?.take(output: bytes) }

    /// Goes on with what takes longer than a frame.
    ///
    /// - Returns: what to tell the person at the keyboard.
    func pump(_ state: inout AppState) -> [Notice] {
        recorder?.pump(now: Clock.now())
        if let failure = recorder?.takeFailure() {
            notices.append(Notice(.error, RecordingWords.failure(failure, path: recorder?.disk.path)))
        }
        if let driver {
            let start = Clock.now()
            while driver.go(&state, now: Clock.now()), driver.isSeeking, Clock.now() < start + Self.pieceNanoseconds {}
        }
        if let result = export?.result {
            notices.append(result)
            export = nil
        }
        defer { notices = [] }
        return notices
    }

    func scrub(_ scrub: Scrub, _ state: inout AppState) { driver?.scrub(scrub, &state, now: Clock.now()) }

    /// Writes what is there by now, on a thread of its own.
    ///
    /// - Parameter format: by its name; nil for what the file's name says.
    /// - Returns: why that cannot be; nil once it is under way.
    func export(_ path: String, _ format: String?) -> Notice? {
        guard export == nil else { return Notice(.warning, "an export is under way; wait for its end") }
        let format = format.flatMap { ExportFormat(rawValue: $0) } ?? ExportFormat(fileName: path) ?? .json
        do throws(CommandFailure) {
            if let driver {
                export = try ExportJob(path: path, format: format) { driver.reader }
            } else if let recorder {
                recorder.flush()
                let disk = recorder.disk
                export = try ExportJob(path: path, format: format) {
                    disk.settle()
                    return try? RecordingReader(disk.bytes)
                }
            } else {
                return Notice(.error, "nothing is recorded that could be written")
            }
        } catch {
            return Notice(.error, error.message)
        }
        return nil
    }

    func close() {
        recorder?.close(RecordingEnd(reason: "quit", elapsed: Clock.now() - startTime))
        if let failure = recorder?.takeFailure() {
            StandardError.say(RecordingWords.failure(failure, path: recorder?.disk.path))
        }
    }
}
