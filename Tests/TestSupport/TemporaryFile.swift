import Glibc

/// Files that a test makes and removes.
package enum TemporaryFile {
    package struct Failure: Error {
        package var path: String
        package init(path: String) { self.path = path }
    }

    /// A path that no other test or run uses.
    package static func path(_ name: String) -> String {
        "/tmp/bptui-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))-\(name)"
    }

    package static func write(_ text: String, to path: String, mode: UInt32 = 0o644) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw Failure(path: path) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else { throw Failure(path: path) }
    }

    package static func read(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure(path: path) }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { break }
            all.append(contentsOf: buffer[..<count])
        }
        return String(decoding: all, as: UTF8.self)
    }

    package static func remove(_ path: String) { unlink(path) }
}
