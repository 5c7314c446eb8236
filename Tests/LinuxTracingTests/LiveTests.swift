import Testing

/// The backend against real programs. Debug registers belong to a thread, so the tests may run side by side.
@Suite(.enabled(if: Hardware.fires, "\(Hardware.reason)"), .timeLimit(.minutes(10)))
struct LiveTests {}
