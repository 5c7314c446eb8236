import ViewModel

/// The filter of the hit log: terms, or an error inside the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFilter(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let text = FuzzInput.text(bytes, count)
    do {
        let filter = try HitFilter(parsing: text)
        precondition(filter.terms.count <= text.count)
    } catch {
        precondition((0...text.count).contains(error.column), "column \(error.column) of \(text.count)")
    }
    return 0
}
