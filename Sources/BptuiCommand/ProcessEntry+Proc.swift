import Glibc
import LinuxTracing
import ViewModel

extension ProcessEntry {
    /// As /proc describes it now.
    init(pid: Int32) {
        let status = ProcessStatus(of: pid)
        let arguments = RunningProcess.arguments(of: pid)
        self.init(
            pid: pid, user: status.map { Self.userName($0.user) } ?? "", state: status?.state ?? "Z",
            threadCount: status?.threadCount ?? 0, age: Self.age(of: pid),
            command: arguments.isEmpty ? status?.name ?? "" : arguments.joined(separator: " "))
    }

    private static func userName(_ id: Int32) -> String {
        guard let entry = getpwuid(uid_t(bitPattern: id)), let name = entry.pointee.pw_name else { return String(id) }
        return String(cString: name)
    }

    /// Field 22 of /proc/PID/stat (proc_pid_stat(5)): clock ticks from the boot to its start.
    private static func age(of pid: Int32) -> UInt64? {
        guard let bytes = FileBytes.read("/proc/\(pid)/stat"), let name = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[(name + 1)...].split(separator: UInt8(ascii: " "))
        let ticks = UInt64(max(1, sysconf(Int32(_SC_CLK_TCK))))
        var now = timespec()
        // The name is field 2.
        guard fields.count > 19, let start = UInt64(String(decoding: fields[19], as: UTF8.self)),
            clock_gettime(CLOCK_BOOTTIME, &now) == 0
        else { return nil }
        let seconds = UInt64(now.tv_sec)
        return seconds > start / ticks ? seconds - start / ticks : 0
    }
}
