internal import Glibc

/// A process as /proc shows it.
package struct ProcessRecord: Hashable, Sendable, CustomStringConvertible {
    package let pid: Int32
    package let parent: Int32
    /// The state letter of proc(5): `R`, `S`, `D`, `T` stopped, `t` stopped by a tracer, `Z`.
    package let state: Character
    /// Path of the program; empty for a zombie.
    package let executable: String
    package let arguments: [String]
    /// `NAME=value`; empty for a zombie and for other users' processes.
    package let environment: [String]

    package var description: String { "\(pid) (\(state), parent \(parent)) \(arguments.joined(separator: " "))" }
}

/// The machine's processes, so that a test can assert that it leaves none behind.
package enum ProcessCensus {
    package static func all() -> [ProcessRecord] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var records: [ProcessRecord] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = Int32(name), let record = record(of: pid) { records.append(record) }
        }
        return records
    }

    /// One process; nil when it is gone.
    package static func record(of pid: Int32) -> ProcessRecord? {
        let stat = String(decoding: contents("/proc/\(pid)/stat"), as: UTF8.self)
        // The command's name, in parentheses, may itself hold spaces and parentheses.
        guard let end = stat.lastIndex(of: ")") else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")
        guard fields.count > 1, let state = fields[0].first, let parent = Int32(fields[1]) else { return nil }
        return ProcessRecord(
            pid: pid, parent: parent, state: state, executable: link("/proc/\(pid)/exe"),
            arguments: strings("/proc/\(pid)/cmdline"), environment: strings("/proc/\(pid)/environ"))
    }

    /// The processes whose environment, as they were started, has `NAME=value`.
    package static func marked(_ assignment: String) -> [ProcessRecord] {
        all().filter { $0.environment.contains(assignment) }
    }

    package static func children(of pid: Int32) -> [ProcessRecord] { all().filter { $0.parent == pid } }

    package static func running(executable: String) -> [ProcessRecord] { all().filter { $0.executable == executable } }

    /// Waits until a census comes out empty and gives what is left of it at the deadline.
    package static func survivors(
        within limit: Duration = .seconds(5), of census: @Sendable () -> [ProcessRecord]
    ) async -> [ProcessRecord] {
        let deadline = ContinuousClock.now + limit
        while true {
            let left = census()
            if left.isEmpty || ContinuousClock.now >= deadline { return left }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func strings(_ path: String) -> [String] {
        contents(path).split(separator: 0, omittingEmptySubsequences: true).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func link(_ path: String) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = readlink(path, &buffer, Int(PATH_MAX))
        return String(decoding: buffer.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func contents(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16384)
        while true {
            let got = read(file, &chunk, chunk.count)
            guard got > 0 else { return result }
            result += chunk.prefix(got)
        }
    }
}
