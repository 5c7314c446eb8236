import ViewModel

/// A step of a script, and where it stands in it.
struct ScriptStep: Hashable {
    enum Action: Hashable {
        /// Keys, one after the other.
        case keys([KeyPress])
        /// Text, typed key by key.
        case type(String)
        case paste(String)
        /// A line of the `:` prompt.
        case command(String)
        case wait(Awaited)
        /// How long each wait from here on may take, in nanoseconds.
        case timeout(UInt64)
        /// For people who look on, in nanoseconds.
        case pause(UInt64)
        case resize(ScreenSize)
        case saveScreen(String, replaces: Bool)

        /// It goes to whatever line is open.
        var isTyped: Bool {
            switch self {
            case .keys, .type, .paste: true
            default: false
            }
        }
    }

    enum Awaited: Hashable {
        /// A line of the screen shows this.
        case text(String)
        /// No line of the screen does.
        case absence(String)
        /// The program stands, and what was set going before has come to its end.
        case stop
        case exit

        var words: String {
            switch self {
            case .text(let text): "'\(text)' did not come"
            case .absence(let text): "'\(text)' did not go away"
            case .stop: "the program did not stop"
            case .exit: "the program did not end"
            }
        }
    }

    var action: Action
    /// From 1.
    var line: Int
}
