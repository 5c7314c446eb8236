import Glibc
import TestSupport

/// A configuration folder with themes in it, gone at the end.
struct ThemeFolder {
    /// For `XDG_CONFIG_HOME`.
    let path = TemporaryFile.path("config")

    /// - Parameter themes: texts by name.
    static func run(_ themes: [String: String], _ body: (ThemeFolder) async throws -> Void) async throws {
        let folder = ThemeFolder()
        for part in ["", "/bptui", "/bptui/themes"] { mkdir(folder.path + part, 0o755) }
        for (name, text) in themes { try folder.write(name, text) }
        do {
            try await body(folder)
            folder.remove()
        } catch {
            folder.remove()
            throw error
        }
    }

    func file(_ name: String) -> String { "\(path)/bptui/themes/\(name).toml" }

    /// As editors do: the new file takes the old one's place.
    func write(_ name: String, _ text: String) throws {
        let new = file(name) + ".new"
        try TemporaryFile.write(text, to: new)
        guard rename(new, file(name)) == 0 else { throw TemporaryFile.Failure(path: file(name)) }
    }

    private func remove() {
        if let directory = opendir("\(path)/bptui/themes") {
            while let entry = readdir(directory) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                unlink("\(path)/bptui/themes/\(name)")
            }
            closedir(directory)
        }
        for part in ["/bptui/themes", "/bptui", ""] { rmdir(path + part) }
    }
}
