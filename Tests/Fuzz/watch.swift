import ProgramModel

/// A watch as it is typed: what it says of itself parses to itself again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWatch(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let text = FuzzInput.text(bytes, count)
    do {
        let spec = try WatchSpec(parsing: text)
        let again = try? WatchSpec(parsing: spec.description)
        precondition(again == spec, "\(spec.description) is read as \(again?.description ?? "nothing")")
        _ = try? Expression(parsing: spec.expression)
        if let condition = spec.condition { _ = try? Expression(parsing: condition) }
    } catch {
        let column = error.column ?? 0
        precondition((0...text.count).contains(column), "column \(column) of \(text.count): \(error.message)")
        precondition(DisplayText.sanitized(error.message) == error.message, "harmless: \(error.message)")
    }
    return 0
}
