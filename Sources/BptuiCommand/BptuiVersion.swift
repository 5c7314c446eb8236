import CursesTerminal
import Glibc
import Symbols

/// What `--version` says: bptui, and all that its behaviour can depend on.
enum BptuiVersion {
    static let number = "0.1.0"

    /// `glibc 2.36`.
    private static var library: String {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = buffer.withUnsafeMutableBytes {
            confstr(Int32(_CS_GNU_LIBC_VERSION), $0.assumingMemoryBound(to: CChar.self).baseAddress, $0.count)
        }
        return count > 0 ? String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self) : "another C library"
    }

    static var text: String {
        var names = utsname()
        uname(&names)
        let system = withUnsafeBytes(of: names.sysname) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let release = withUnsafeBytes(of: names.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let machine = withUnsafeBytes(of: names.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return """
            bptui \(number)
            \(TerminalLibrary.version)
            elfutils \(SymbolLibraries.elfutilsVersion)
            Zydis \(SymbolLibraries.zydisVersion)
            Swift library \(_SwiftStdlibVersion.current)
            \(library)
            \(system) \(release) \(machine)
            """
    }
}
