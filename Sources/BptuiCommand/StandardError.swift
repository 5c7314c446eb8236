import Glibc
import ProgramModel

enum StandardError {
    /// One line, with the program's name before it.
    static func say(_ text: String) { write("bptui: \(text)") }

    static func write(_ text: String) { prompt(text + "\n") }

    /// Text after which an answer is typed.
    static func prompt(_ text: String) { text.withCString { _ = Glibc.write(2, $0, strlen($0)) } }
}
