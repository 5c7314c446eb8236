import ProgramModel

/// The expression parser: an expression, or an error inside the text; as an address, as a condition and as a type.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExpression(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let text = FuzzInput.text(bytes, count)
    // The first letter decides which names are types: casts parse only where some are.
    for isType in [{ _ in false }, { name in name.components.last?.first?.isUppercase == true }]
        as [(SymbolName) -> Bool]
    {
        do {
            _ = try Expression(parsing: text, isType: isType)
        } catch {
            let column = error.column ?? 0
            precondition((0...text.count).contains(column), "column \(column) of \(text.count): \(error.message)")
            precondition(DisplayText.sanitized(error.message) == error.message, "harmless: \(error.message)")
        }
    }
    _ = TypeName(parsing: text)
    return 0
}
