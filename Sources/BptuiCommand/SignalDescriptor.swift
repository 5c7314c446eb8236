import CTracerProcess
import Glibc

/// Signals as something to poll, so that a run ends in order. The signals stay blocked in this thread; the tracer and
/// what it launches start with none blocked.
final class SignalDescriptor {
    let descriptor: Int32

    init(_ signals: [Int32]) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = ctp_signal_descriptor(&set)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The number of a signal that has come; nil when none has.
    func take() -> Int32? {
        let number = ctp_take_signal(descriptor)
        return number > 0 ? number : nil
    }
}
