import Glibc
import Symbols

/// Finds the program to trace as a shell does, and says early what cannot be traced.
enum ProgramFinder {
    /// - Throws: status 127 when there is no such file, 126 when it is no program that can be traced.
    static func find(_ name: String) throws(CommandFailure) -> String {
        let path = try locate(name)
        if case .failure(let error) = ProgramFile.inspect(path) {
            throw CommandFailure(error.isMissing ? ExitStatus.notFound : ExitStatus.notExecutable, error.message)
        }
        return path
    }

    private static func locate(_ name: String) throws(CommandFailure) -> String {
        if name.contains("/") { return name }
        if let list = getenv("PATH") {
            for directory in String(cString: list).split(separator: ":", omittingEmptySubsequences: false) {
                let path = (directory.isEmpty ? "." : String(directory)) + "/" + name
                if isFile(path), access(path, X_OK) == 0 { return path }
            }
        }
        if isFile(name) {
            throw CommandFailure(
                ExitStatus.notFound, "'\(name)' is not in PATH; for the file in this directory say ./\(name)")
        }
        throw CommandFailure(ExitStatus.notFound, "no program '\(name)' in PATH")
    }

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Where bptui itself lies.
    static func ownDirectory() -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        guard count > 0 else { return "." }
        let path = String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
