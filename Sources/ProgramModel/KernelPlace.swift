/// An instruction of the kernel's, as far as it has a name.
package struct KernelPlace: Hashable, Sendable, Codable {
    package var address: UInt64
    /// nil where the kernel hides its names, or has none there.
    package var function: String?
    /// Bytes from the function's start.
    package var offset: UInt64
    /// nil for the kernel itself.
    package var module: String?

    package init(address: UInt64, function: String? = nil, offset: UInt64 = 0, module: String? = nil) {
        self.address = address
        self.function = function
        self.offset = offset
        self.module = module
    }

    /// - Parameter address: the instruction itself.
    package init(at address: UInt64, in symbols: KernelSymbols) {
        self.init(address: address)
        guard let (symbol, offset) = symbols.symbol(at: address) else { return }
        function = DisplayText.sanitized(symbol.name)
        module = symbol.module.map { DisplayText.sanitized($0) }
        self.offset = offset
    }

    /// - Parameter address: the instruction after an access, or a return address: the one before it is what is looked up.
    ///   A repeated string instruction traps with the address on itself, which is in the same function.
    package init(after address: UInt64, in symbols: KernelSymbols) {
        self.init(address: address)
        guard address > 0, let (symbol, offset) = symbols.symbol(at: address - 1) else { return }
        function = DisplayText.sanitized(symbol.name)
        module = symbol.module.map { DisplayText.sanitized($0) }
        self.offset = offset + 1
    }

    /// `tick_do_update_jiffies64+0x1a`, `nf_hook [nf_tables]+0x8`; the address where there is no name.
    package var description: String {
        guard let name else { return NumberText.hexadecimal(address) }
        return name + "+" + NumberText.hexadecimal(offset)
    }

    /// With the module, without the offset.
    package var name: String? { function.map { $0 + (module.map { " [\($0)]" } ?? "") } }
}
