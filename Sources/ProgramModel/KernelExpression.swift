/// What `-w` names in the kernel: a symbol of its own (`jiffies_64`, `module!symbol`), one with an offset, or an address.
package struct KernelExpression: Hashable, Sendable {
    package var address: UInt64
    /// As the user wrote it.
    package var text: String
    package var isFunction: Bool
    /// Bytes to the next symbol; nil where that is not known.
    package var room: UInt64?

    /// The kernel's half begins here (Documentation/arch/x86/x86_64/mm.rst).
    package static let kernelStart: UInt64 = 0xffff_8000_0000_0000

    /// - Throws: an error that names the way out.
    package init(resolving text: String, in symbols: KernelSymbols) throws(ExpressionError) {
        let shown = DisplayText.sanitized(text)
        if let address = NumberText.unsigned(text) {
            guard address >= Self.kernelStart else {
                throw ExpressionError(
                    "\(NumberText.hexadecimal(address)) is not the kernel's: a program's address means something else in each"
                        + " process, so add -p PID")
            }
            self.init(address, text, symbols)
            return
        }
        var name = text[...]
        var offset: UInt64 = 0
        if let plus = text.lastIndex(of: "+"), let value = NumberText.unsigned(text[text.index(after: plus)...]) {
            name = text[..<plus]
            offset = value
        }
        let parts = name.split(separator: "!", maxSplits: 1).map(String.init)
        let (module, symbol) = parts.count == 2 ? (parts[0], parts[1]) : (nil, String(name))
        guard !symbol.isEmpty else { throw ExpressionError("'\(shown)' names nothing in the kernel") }
        if symbols.isHidden { throw ExpressionError(Self.hidden) }
        let found = symbols.named(symbol, module: module)
        guard let first = found.first else { throw Self.missing(symbol, module, symbols) }
        guard found.allSatisfy({ $0.address == first.address }) else { throw Self.ambiguous(symbol, found) }
        self.init(first.address &+ offset, text, symbols)
        isFunction = first.isFunction
    }

    private init(_ address: UInt64, _ text: String, _ symbols: KernelSymbols) {
        self.address = address
        self.text = text
        isFunction = false
        room = symbols.start(after: address).map { $0 - address }
    }

    /// Why there are no names.
    package static let hidden =
        "the kernel hides its addresses from this user (/proc/kallsyms reads 0 everywhere) — run bptui as root, or sysctl"
        + " kernel.kptr_restrict=0"

    private static func missing(_ symbol: String, _ module: String?, _ symbols: KernelSymbols) -> ExpressionError {
        let shown = DisplayText.sanitized(symbol)
        if let module {
            return ExpressionError("no symbol '\(shown)' in the kernel's module \(DisplayText.sanitized(module))")
        }
        if symbols.count == 0 {
            return ExpressionError("this kernel names no symbols (/proc/kallsyms is empty) — give an address, 0xffff…")
        }
        let why =
            symbols.namesVariables
            ? ""
            : ": it lists functions only (built without CONFIG_KALLSYMS_ALL), so give a variable's address, 0xffff…"
        return ExpressionError(
            "the kernel has no symbol '\(shown)'\(why)", suggestions: symbols.suggestions(for: symbol))
    }

    private static func ambiguous(_ name: String, _ found: [KernelSymbols.Symbol]) -> ExpressionError {
        let places = found.prefix(4).map { symbol in
            NumberText.hexadecimal(symbol.address) + (symbol.module.map { " [\(DisplayText.sanitized($0))]" } ?? "")
        }
        let more = found.count > 4 ? ", …" : ""
        return ExpressionError(
            "\(found.count) kernel symbols are named '\(DisplayText.sanitized(name))' (\(places.joined(separator: ", "))\(more))"
                + " — name one by its address, or as module!\(DisplayText.sanitized(name))")
    }
}
