package import Session

extension TargetState {
    /// A process lives that a kill would end.
    package var isAlive: Bool {
        switch self {
        case .starting, .running, .stopped: true
        case .absent, .exited, .lost: false
        }
    }

    /// Why the program cannot do something: `the program is running`.
    package var words: String {
        switch self {
        case .absent: "no program was started"
        case .starting: "the program is being started"
        case .running: "the program is running"
        case .stopped: "the program is stopped"
        case .exited: "the program has ended; r starts it anew"
        case .lost: "the tracer is gone"
        }
    }
}
