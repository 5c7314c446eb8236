import Glibc
import LinuxTracing
import Session

/// A process that runs already, as `/proc` describes it.
struct RunningProcess: Hashable {
    var pid: Int32
    /// Its file: where it lies now, or `/proc/PID/exe` where that has been replaced or cannot be reached from here.
    var path: String
    var arguments: [String]

    init(pid: Int32) {
        self.pid = pid
        path = Self.executable(of: pid)
        arguments = Self.arguments(of: pid)
        if arguments.isEmpty { arguments = [ProcessStatus(of: pid)?.name ?? path] }
    }

    /// The name by which `-p NAME` finds it, besides its comm.
    static func fileName(of pid: Int32) -> String? {
        link("/proc/\(pid)/exe")?.split(separator: "/").last.map(String.init)
    }

    private static func executable(of pid: Int32) -> String {
        let own = "/proc/\(pid)/exe"
        var running = stat()
        var found = stat()
        guard let path = link(own), stat(own, &running) == 0, stat(path, &found) == 0, running.st_ino == found.st_ino,
            running.st_dev == found.st_dev
        else { return own }
        return path
    }

    private static func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        return count <= 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    static func arguments(of pid: Int32) -> [String] {
        guard let bytes = FileBytes.read("/proc/\(pid)/cmdline") else { return [] }
        return bytes.split(separator: 0, omittingEmptySubsequences: false).dropLast(bytes.last == 0 ? 1 : 0)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
