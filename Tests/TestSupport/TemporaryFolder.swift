internal import Glibc

/// A folder that a test makes, and removes with all that came into it.
package struct TemporaryFolder: Sendable {
    package let path: String

    package init() {
        path = TemporaryFile.path("folder")
        mkdir(path, 0o700)
    }

    package func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        guard let directory = opendir(path) else {
            unlink(path)
            return
        }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }
}
