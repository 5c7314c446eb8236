import LinuxTracing

/// Bytes on their way to the program: a paste may be longer than what its terminal takes at once.
struct ProgramKeyboard {
    private var waiting: [UInt8] = []

    /// A program that reads nothing must not fill our memory.
    private static let limit = 1 << 20

    var isWaiting: Bool { !waiting.isEmpty }

    mutating func type(_ bytes: [UInt8], to terminal: PseudoTerminal?) {
        guard waiting.count + bytes.count <= Self.limit else { return }
        waiting += bytes
        flush(to: terminal)
    }

    mutating func flush(to terminal: PseudoTerminal?) {
        guard let terminal else {
            waiting = []
            return
        }
        while !waiting.isEmpty {
            let count = terminal.write(waiting)
            guard count > 0 else { return }
            waiting.removeFirst(count)
        }
    }
}
