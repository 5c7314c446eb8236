import Glibc
import ProgramModel

/// The source files that were read last, for excerpts of them.
final class SourceFiles {
    private struct File {
        var version: Version
        var lines: [ArraySlice<UInt8>]
    }

    /// A file that was written anew is read anew.
    private struct Version: Equatable {
        var inode: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    private var files: [String: File] = [:]
    /// The paths of `files`, the one used last at the end.
    private var order: [String] = []

    private static let mostFiles = 16
    private static let mostBytes = 4 << 20
    private static let mostCharacters = 400
    private static let tabWidth = 8

    /// The lines around one, made safe to show; nil when the file cannot be read, is no regular file, is larger than 4 MiB,
    /// or has no such line.
    ///
    /// - Parameters:
    ///   - line: from 1.
    ///   - count: of lines before and after.
    func lines(of path: String, around line: Int, count: Int) -> (first: Int, text: [String])? {
        guard let all = load(path), (1...max(1, all.count)).contains(line), !all.isEmpty else { return nil }
        let first = max(1, line - count)
        let last = min(all.count, line + count)
        return (first, all[(first - 1)..<last].map { Self.shown($0) })
    }

    private func load(_ path: String) -> [ArraySlice<UInt8>]? {
        // Not to hang on a pipe of that name.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.mostBytes
        else { return nil }
        let version = Version(
            inode: UInt(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
        order.removeAll { $0 == path }
        order.append(path)
        if let known = files[path], known.version == version { return known.lines }
        let size = Int(status.st_size)
        let content = [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
            initialized = max(0, pread(descriptor, buffer.baseAddress, size, 0))
        }
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        // What follows the last newline is no line when it is empty.
        files[path] = File(version: version, lines: lines.last?.isEmpty == true ? lines.dropLast() : lines)
        if order.count > Self.mostFiles { files[order.removeFirst()] = nil }
        return files[path]?.lines
    }

    private static func shown(_ line: ArraySlice<UInt8>) -> String {
        var bytes: [UInt8] = []
        for byte in line.prefix(mostCharacters) {
            if byte == UInt8(ascii: "\t") {
                bytes += Array(repeating: UInt8(ascii: " "), count: tabWidth - bytes.count % tabWidth)
            } else {
                bytes.append(byte)
            }
        }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return DisplayText.sanitized(bytes: bytes) + (line.count > mostCharacters ? "…" : "")
    }
}
