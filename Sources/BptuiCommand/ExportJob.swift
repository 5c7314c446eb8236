import Glibc
import Recording
import Session
import Synchronization

/// An export on a thread of its own.
final class ExportJob {
    private let outcome = Outcome()

    private final class Outcome: Sendable {
        let notice: Mutex<Notice?> = Mutex(nil)
    }

    private final class Work {
        let run: () -> Notice
        let outcome: Outcome
        init(_ outcome: Outcome, _ run: @escaping () -> Notice) {
            self.outcome = outcome
            self.run = run
        }
    }

    /// How it went; nil while it is under way.
    var result: Notice? { outcome.notice.withLock { $0 } }

    /// - Parameter open: the recording; asked for on the thread.
    /// - Throws: when the file cannot be made.
    init(path: String, format: ExportFormat, open: @escaping () -> RecordingReader?) throws(CommandFailure) {
        let file = try OutputFile(path: path)
        let work = Work(outcome) {
            guard let reader = open() else { return Notice(.error, "the recording cannot be read") }
            do throws(CommandFailure) {
                let remarks = try RecordingExport(reader: reader, format: format).write(to: file)
                let words = "written: \(path), \(reader.hitCount - reader.goneCount) hits as \(format.rawValue)"
                return Notice(remarks.isEmpty ? .information : .warning, ([words] + remarks).joined(separator: "; "))
            } catch {
                return Notice(.error, error.message)
            }
        }
        // The thread takes no signals: those are its owner's.
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let context = Unmanaged.passRetained(work).toOpaque()
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                let notice = work.run()
                work.outcome.notice.withLock { $0 = notice }
                return nil
            }, context)
        precondition(failure == 0, "pthread_create failed: \(failure)")
    }
}
