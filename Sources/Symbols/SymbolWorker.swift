import CElfutils
import Glibc
package import ProgramModel

/// Names of a program through libdw, on a thread of its own: the first look-up in a large file takes tens of
/// milliseconds, which neither a tracer nor a screen can spare.
package final class SymbolWorker: SymbolService {
    private let mailbox = SymbolMailbox()

    package init() {
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
        // Nested types and blocks are walked by recursion.
        pthread_attr_setstacksize(&attributes, 8 << 20)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(mailbox).toOpaque()
        let failure = pthread_create(&thread, &attributes, { SymbolThread.run($0) }, context)
        precondition(failure == 0, "pthread_create failed: \(failure)")
    }

    deinit { mailbox.close() }

    package var eventDescriptor: Int32 { mailbox.answerDescriptor }

    package func submit(_ request: SymbolRequest) { mailbox.submit(request) }

    package func takeAnswers() -> [SymbolAnswer] { mailbox.takeAnswers() }

    package func close() { mailbox.close() }
}

/// The thread's life: it owns the image, and with it every libdw object.
private enum SymbolThread {
    static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let context else { return nil }
        let mailbox = Unmanaged<SymbolMailbox>.fromOpaque(context).takeRetainedValue()
        var responder = SymbolResponder()
        while let requests = mailbox.nextRequests() {
            for request in requests {
                if mailbox.isClosed { return nil }
                mailbox.answer(responder.answer(request))
            }
        }
        return nil
    }
}
