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
    /// Signal n is bit n - 1: blocked by the thread, ignored by the process, handled by it.
    package var blocked: UInt64 = 0
    package var ignored: UInt64 = 0
    package var handled: UInt64 = 0

    /// - Parameter text: the file. Fields that are missing keep their defaults.
    package init(parsing text: String) {
        for line in text.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == "\t" || $0 == " " }
            let fields = value.split { $0 == "\t" || $0 == " " }
            let number = fields.first.flatMap { Int32($0) } ?? 0
            switch line[..<colon] {
            case "Name": name = String(value)
            case "State": state = value.first ?? "?"
            case "Tgid": processID = number
            case "PPid": parent = number
            case "TracerPid": tracer = number
            case "Uid": user = fields.count > 1 ? Int32(truncatingIfNeeded: Int64(fields[1]) ?? 0) : 0
            case "Threads": threadCount = Int(number)
            case "VmSize": hasMemory = true
            case "SigBlk": blocked = UInt64(value, radix: 16) ?? 0
            case "SigIgn": ignored = UInt64(value, radix: 16) ?? 0
            case "SigCgt": handled = UInt64(value, radix: 16) ?? 0
            default: break
            }
        }
    }

    /// nil when there is no such process or thread.
    package init?(of tid: Int32) {
        guard let text = Self.text(of: "/proc/\(tid)/status") else { return nil }
        self.init(parsing: text)
    }

    /// The beginning of a small file; nil when it cannot be read.
    static func text(of path: String) -> String? {
        var count: Int64 = 0
        let text = String(unsafeUninitializedCapacity: 8192) { buffer in
            count = bt_read_file(path, buffer.baseAddress, buffer.count)
            return max(0, Int(count))
        }
        return count < 0 ? nil : text
    }
}
