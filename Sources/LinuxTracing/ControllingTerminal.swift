import CLinuxTracing

/// The controlling terminal of the tracer's own session, when it has taken one for the program.
///
/// The tracer, not the program, is the session leader: were it the program, its exit would send SIGHUP to the children
/// that it forked and that were let go.
final class ControllingTerminal {
    let path: String
    private let descriptor: Int32

    /// Takes the terminal; nil when this process leads no session, has a terminal already, or is refused.
    init?(taking path: String) {
        descriptor = bt_terminal_take(path)
        guard descriptor >= 0 else { return nil }
        self.path = path
    }

    /// Takes the foreground back and gives the terminal up, so that nobody left alive gets a SIGHUP when the tracer ends.
    func release() { _ = bt_terminal_release(descriptor) }
}
