import CLinuxTracing
public import Tracing

/// A pseudo-terminal for a program: this side reads what it prints and types for it.
///
/// While the master is open the program has a terminal; closing it sends SIGHUP to whoever has it as the controlling
/// one.
public final class PseudoTerminal {
    /// The master's descriptor, for poll; nonblocking and close-on-exec.
    public let descriptor: Int32
    /// The slave, for `LaunchConfiguration.Terminal.path`.
    public let path: String
    private var isClosed = false

    /// - Throws: `TracingError.openTerminal` with the errno.
    public init(columns: Int, rows: Int) throws(TracingError) {
        var name = [CChar](repeating: 0, count: 128)
        descriptor = bt_pty_open(&name, name.count)
        guard descriptor >= 0 else { throw TracingError(.openTerminal, .errno(-descriptor)) }
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try resize(columns: columns, rows: rows)
    }

    deinit { close() }

    /// Tells the program its size, with a SIGWINCH.
    public func resize(columns: Int, rows: Int) throws(TracingError) {
        let result = bt_terminal_resize(descriptor, Int32(clamping: columns), Int32(clamping: rows))
        guard result >= 0 else { throw TracingError(.openTerminal, .errno(-result)) }
    }

    /// What a read found.
    public enum Reading: Hashable, Sendable {
        case bytes([UInt8])
        /// Nothing for now.
        case nothing
        /// Nobody has the terminal open. Somebody may open it again.
        case end
    }

    /// Reads what there is, at most `limit` bytes, without blocking.
    public func read(limit: Int = 65536) -> Reading {
        var count: Int64 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, initialized in
            count = bt_read(descriptor, buffer.baseAddress, limit)
            initialized = max(0, Int(count))
        }
        return count > 0 ? .bytes(bytes) : count == 0 ? .end : .nothing
    }

    /// Types for the program. Returns how many bytes were taken: fewer than given when the program reads too slowly.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Int { max(0, Int(bt_write(descriptor, bytes, bytes.count))) }

    public func close() {
        guard !isClosed else { return }
        isClosed = true
        _ = bt_close(descriptor)
    }
}
