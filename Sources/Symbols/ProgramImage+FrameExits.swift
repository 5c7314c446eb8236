import Glibc

/// The functions by which a thread leaves frames without returning from them.
extension ProgramImage {
    /// Their entries in all modules: longjmp in its spellings, and the unwinder that exceptions use. For
    /// `FrameScope.exits`.
    var frameExits: [UInt64] { Array(Set(modules.flatMap(\.frameExits))).sorted() }
}

extension LoadedModule {
    static let frameExitNames = [
        "longjmp", "_longjmp", "siglongjmp", "__longjmp_chk", "_Unwind_RaiseException", "_Unwind_Resume",
        "_Unwind_Resume_or_Rethrow", "_Unwind_ForcedUnwind",
    ]

    /// One pass over the symbols: there may be very many.
    func findFrameExits() -> [UInt64] {
        symbols.all.filter { symbol in
            guard symbol.isCode else { return false }
            let first = symbol.nameBytes[0]
            guard first == 0x5f || first == 0x6c || first == 0x73 else { return false }
            return Self.frameExitNames.contains { strcmp(symbol.nameBytes, $0) == 0 }
        }.map(\.address)
    }
}
