import CElfutils
import CZydis

/// The libraries that programs are read with, for reports of faults.
package enum SymbolLibraries {
    package static var elfutilsVersion: String { dwfl_version(nil).map { String(cString: $0) } ?? "?" }

    /// Zydis packs four numbers of sixteen bits (Zydis/Zydis.h).
    package static var zydisVersion: String {
        let packed = ZydisGetVersion()
        return [packed >> 48, packed >> 32 & 0xFFFF, packed >> 16 & 0xFFFF].map { String($0) }.joined(separator: ".")
    }
}
