import CLinuxTracing
import Glibc
public import Tracing

/// A pty for a traced program: the master is ours, the slave's path goes to the launch.
public final class PseudoTerminal {
    /// Non-blocking.
    public let master: Int32
    public let path: String

    /// - Throws: `TracingError.openTerminal`.
    public init(rows: Int, columns: Int) throws(TracingError) {
        var name = [CChar](repeating: 0, count: 128)
        let master = clt_open_terminal(&name, name.count)
        guard master >= 0 else { throw TracingError(.openTerminal, .errno(-master)) }
        self.master = master
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        resize(rows: rows, columns: columns)
    }

    deinit { close(master) }

    public func resize(rows: Int, columns: Int) {
        _ = clt_set_terminal_size(master, Int32(clamping: rows), Int32(clamping: columns))
    }

    /// What has been written to it since; empty when nothing has, nil when the other side is gone for good.
    public func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = Glibc.read(master, &buffer, buffer.count)
        if count > 0 { return Array(buffer[..<count]) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }

    /// Types at it; what does not fit is dropped, as a terminal does.
    public func write(_ bytes: [UInt8]) {
        _ = Glibc.write(master, bytes, bytes.count)
    }
}
