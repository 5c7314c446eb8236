/// A process that may be attached to, as a list shows it.
package struct ProcessEntry: Hashable, Sendable {
    package var pid: Int32
    package var user: String
    /// As /proc has it: `R`, `S`, `D`, `T`, `t`, `Z`, `I`.
    package var state: Character
    package var threadCount: Int
    /// Seconds since it was started; nil where that cannot be read.
    package var age: UInt64?
    /// With its arguments, as they are: not safe to print.
    package var command: String

    package init(
        pid: Int32, user: String, state: Character, threadCount: Int, age: UInt64? = nil, command: String
    ) {
        self.pid = pid
        self.user = user
        self.state = state
        self.threadCount = threadCount
        self.age = age
        self.command = command
    }

    package var stateWord: String {
        switch state {
        case "R": "running"
        case "S": "sleeping"
        case "D": "waiting"
        case "T": "stopped"
        case "t": "traced"
        case "Z", "X": "ended"
        case "I": "idle"
        default: "?"
        }
    }

    /// `42 s`, `12 min`, `3 h 5 min`, `2 d 4 h`; empty when it is not known.
    package var ageWords: String {
        guard let age else { return "" }
        let (minutes, hours) = (age / 60, age / 3600)
        if age < 60 { return "\(age) s" }
        if minutes < 60 { return "\(minutes) min" }
        if hours < 24 { return minutes % 60 == 0 ? "\(hours) h" : "\(hours) h \(minutes % 60) min" }
        return hours % 24 == 0 ? "\(hours / 24) d" : "\(hours / 24) d \(hours % 24) h"
    }
}
