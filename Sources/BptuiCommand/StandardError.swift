import Glibc
import ProgramModel

enum StandardError {
    /// One line, with the program's name before it.
    static func say(_ text: String) { write("bptui: \(text)") }

    static func write(_ text: String) {
        (text + "\n").withCString { _ = Glibc.write(2, $0, strlen($0)) }
    }
}
