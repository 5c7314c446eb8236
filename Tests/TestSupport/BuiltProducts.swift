internal import Glibc

/// The executables that the package built: they lie beside the one that runs the tests.
package enum BuiltProducts {
    /// Absolute path of an executable such as `bptui`, `bptui-demo` or `fixture-stores`.
    package static func path(_ name: String) -> String { directory + "/" + name }

    /// The folder of the running test bundle's executable, which SwiftPM starts directly on Linux.
    package static let directory: String = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
        precondition(length > 0, "/proc/self/exe cannot be read: \(errno)")
        let path = String(decoding: buffer.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }()
}
