/// What a name stands for in the process.
struct ResolvedSymbol {
    var address: UInt64
    /// nil without debugging information.
    var type: DebugEntry?
    /// Bytes, as the ELF symbol has it.
    var size: UInt64?
    var isFunction: Bool
}
