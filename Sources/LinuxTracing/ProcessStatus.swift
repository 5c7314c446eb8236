import CLinuxTracing

/// What /proc/PID/status says (proc_pid_status(5)), as far as attaching depends on it.
package struct ProcessStatus: Hashable, Sendable {
    /// The first letter: "R", "S", "T", "Z", …
    package var state: Character = "?"
    /// The thread's name (comm).
    package var name = ""
    package var processID: Int32 = 0
    package var parent: Int32 = 0
    /// The thread that traces it; 0 for none.
    package var tracer: Int32 = 0
    /// The effective user.
    package var user: Int32 = 0
    package var threadCount = 0
    /// False for a kernel thread, and for what has ended.
    package var hasMemory = false
    /// The effective capabilities, capability n as bit n; nil when the file does not say.
    package var capabilities: UInt64?
    /// A seccomp filter decides about its system calls.
    package var isFiltered = false
    /// Signal n is bit n - 1: blocked by the thread, ignored by the process, handled by it.
    package var blocked: UInt64 = 0
    package var ignored: UInt64 = 0
    package var handled: UInt64 = 0

    /// - Parameter text: the file. Fields that are missing keep their defaults.
    package init(parsing text: String) {
        var text = text
        self = text.withUTF8 { Self(parsing: $0) }
    }

    /// Bytes, since attaching waits for it.
    private init(parsing text: UnsafeBufferPointer<UInt8>) {
        var rest = text[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon - line.startIndex <= Self.longestName else {
                continue
            }
            take(
                String(decoding: line[..<colon], as: UTF8.self),
                line[(colon + 1)...].drop { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: " ") })
        }
    }

    /// Of those that are read.
    private static let longestName = 9

    private mutating func take(_ name: String, _ value: Slice<UnsafeBufferPointer<UInt8>>) {
        switch name {
        case "Name": self.name = String(decoding: value, as: UTF8.self)
        case "State": state = value.first.map { Character(Unicode.Scalar($0)) } ?? "?"
        case "Tgid": processID = Self.number(value)
        case "PPid": parent = Self.number(value)
        case "TracerPid": tracer = Self.number(value)
        case "Uid": user = Self.number(value.drop { $0 != UInt8(ascii: "\t") }.dropFirst())
        case "Threads": threadCount = Int(Self.number(value))
        case "VmSize": hasMemory = true
        case "CapEff": capabilities = Self.set(value)
        case "Seccomp": isFiltered = Self.number(value) == 2
        case "SigBlk": blocked = Self.set(value)
        case "SigIgn": ignored = Self.set(value)
        case "SigCgt": handled = Self.set(value)
        default: break
        }
    }

    /// The digits at its start, modulo 2³².
    private static func number(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int32 {
        var value: UInt32 = 0
        for byte in text {
            guard (0x30...0x39).contains(byte) else { break }
            value = value &* 10 &+ UInt32(byte - 0x30)
        }
        return Int32(bitPattern: value)
    }

    /// Hexadecimal digits in lower case; 0 when they are none.
    private static func set(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64 {
        var value: UInt64 = 0
        for byte in text {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt64(byte - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(byte - 0x61 + 10)
            default: return value
            }
        }
        return value
    }

    /// nil when there is no such process or thread.
    package init?(of tid: Int32) {
        let found = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.most) { buffer -> Self? in
            let count = bt_read_file("/proc/\(tid)/status", buffer.baseAddress, buffer.count)
            return count < 0 ? nil : Self(parsing: UnsafeBufferPointer(rebasing: buffer[..<Int(count)]))
        }
        guard let found else { return nil }
        self = found
    }

    /// Bytes of a file that are read.
    private static let most = 8192

    /// The beginning of a small file; nil when it cannot be read.
    static func text(of path: String) -> String? {
        var count: Int64 = 0
        let text = String(unsafeUninitializedCapacity: most) { buffer in
            count = bt_read_file(path, buffer.baseAddress, buffer.count)
            return max(0, Int(count))
        }
        return count < 0 ? nil : text
    }
}
