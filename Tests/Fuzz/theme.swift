import Configuration

/// A theme's file: a theme, or problems that lie in the file and may be shown on a terminal.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTheme(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let text = FuzzInput.text(bytes, count)
    guard case .failure(let failure) = ThemeFile.parse(text) else { return 0 }
    let lines = text.unicodeScalars.count { $0 == "\n" } + 1
    precondition(!failure.problems.isEmpty)
    for problem in failure.problems {
        precondition((1...lines).contains(problem.line), "line \(problem.line) of \(lines)")
        precondition((1...text.unicodeScalars.count + 1).contains(problem.column))
        precondition(problem.message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
    }
    return 0
}
