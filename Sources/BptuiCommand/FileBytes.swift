import Glibc

enum FileBytes {
    /// A small file's bytes; nil with errno set when it cannot be read.
    ///
    /// - Parameter most: bytes after which it is cut.
    static func read(_ path: String, most: Int = 1 << 24) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while all.count < most {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 { return nil }
            if count == 0 { break }
            all.append(contentsOf: buffer[..<count])
        }
        return all
    }

    /// Why the last read failed, in the C library's words.
    static var reason: String { String(cString: strerror(errno)) }
}
