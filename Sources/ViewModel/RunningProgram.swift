/// What is being debugged, as the session named it at the start.
package struct RunningProgram: Hashable, Sendable {
    package var path: String
    package var arguments: [String]
    package var pid: Int32
    /// "ptrace", "perf", "simulated".
    package var backend: String
    /// When it was started, on the clock of `AppEvent.tick`.
    package var startTime: UInt64

    package init(path: String, arguments: [String], pid: Int32, backend: String, startTime: UInt64) {
        self.path = path
        self.arguments = arguments
        self.pid = pid
        self.backend = backend
        self.startTime = startTime
    }

    /// As the user named it; a long path by its last component.
    package var shownName: String {
        let typed = arguments.first ?? path
        guard typed.count > 24 else { return typed }
        return typed.split(separator: "/").last.map(String.init) ?? typed
    }
}
