import Glibc
import ProgramModel

/// What bptui remembers from one start to the next: small files of text below `$XDG_STATE_HOME/bptui`.
struct StateDirectory {
    /// Why something is not remembered: a path and the reason, for people.
    struct Failure: Error, Hashable {
        var message: String
    }

    /// nil where the environment names none.
    let path: String?

    init(path: String? = UserFolder.state) { self.path = path }

    /// - Parameter name: relative, as in `sessions/mine.toml`.
    func path(of name: String) -> String? { path.map { "\($0)/\(name)" } }

    /// A file's text; nil where there is none, or none that can be read.
    func read(_ name: String) -> String? {
        path(of: name).flatMap(FileBytes.read).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a whole file in place of the one before; whoever reads sees one of the two.
    func write(_ text: String, to name: String) throws(Failure) {
        guard let path = path(of: name) else {
            throw Failure(message: "neither XDG_STATE_HOME nor HOME names a folder to remember things in")
        }
        try Self.write(text, toFile: path)
    }

    /// The same with any path; the folders on the way are made, for the user alone.
    static func write(_ text: String, toFile path: String) throws(Failure) {
        try makeFolders(of: path)
        let new = "\(path).\(getpid()).new"
        let descriptor = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        let isWritten = writeAll(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isWritten else {
            unlink(new)
            throw failure(path, code)
        }
        guard rename(new, path) == 0 else {
            let code = errno
            unlink(new)
            throw failure(path, code)
        }
    }

    func remove(_ name: String) { if let path = path(of: name) { unlink(path) } }

    private static func makeFolders(of path: String) throws(Failure) {
        var at = path.startIndex
        while let slash = path[at...].dropFirst().firstIndex(of: "/") {
            let folder = String(path[..<slash])
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST || access(folder, F_OK) == 0 else {
                throw failure(folder)
            }
            at = slash
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func failure(_ path: String, _ code: Int32 = errno) -> Failure {
        Failure(message: "\(DisplayText.sanitized(path)): \(String(cString: strerror(code)))")
    }
}
