import CElfutils
import ProgramModel

extension ProgramImage {
    /// The addresses of code where a run should stop: `main`, `entry`, `*ADDRESS`, `file:line`, or a function.
    func location(_ text: String) throws(ExpressionError) -> [UInt64] {
        let trimmed = text.trimmingSpaces
        if trimmed.isEmpty { throw ExpressionError("a location is missing", column: 0) }
        if trimmed == "entry" {
            guard let entry else { throw ExpressionError("the program's entry is not known") }
            return [entry]
        }
        if trimmed.hasPrefix("*") { return [try codeAddress(trimmed)] }
        if let (file, line, column) = try Self.fileAndLine(trimmed) {
            return try addresses(file: file, line: line, lineColumn: column)
        }
        guard case .name(let name, let column) = try Expression(parsing: trimmed) else {
            throw ExpressionError("'\(DisplayText.sanitized(trimmed))' is not a function, file:line or *ADDRESS")
        }
        return try functionAddresses(name, column: column)
    }

    private func codeAddress(_ text: String) throws(ExpressionError) -> UInt64 {
        guard let address = NumberText.unsigned(String(text.dropFirst()).trimmingSpaces) else {
            throw ExpressionError("an address is needed after '*'", column: 1)
        }
        return address
    }

    private func functionAddresses(_ name: SymbolName, column: Int) throws(ExpressionError) -> [UInt64] {
        let found = try functions(name, column: column)
        if !found.isEmpty { return found }
        if refresh() {
            let found = try functions(name, column: column)
            if !found.isEmpty { return found }
        }
        if name.path == "main" {
            let isStripped = main?.hasDebugInformation != true
            throw ExpressionError(
                isStripped
                    ? "\(programName) is stripped and has no symbol 'main'; use entry or *ADDRESS"
                    : "\(programName) has no function 'main'; use entry", column: column, suggestions: ["entry"])
        }
        if try resolves(name, column: column) {
            throw ExpressionError("'\(DisplayText.sanitized(name.path))' is not a function", column: column)
        }
        if main?.names.find(name.components).contains(where: { $0.kind == .function }) == true {
            throw ExpressionError(
                "'\(DisplayText.sanitized(name.path))' has no code of its own: it was inlined wherever it is called",
                column: column)
        }
        throw ExpressionError(
            "no function '\(DisplayText.sanitized(name.path))' in \(programName)", column: column,
            suggestions: NameSuggestions.nearest(to: name.path, among: functionNames))
    }

    private func resolves(_ name: SymbolName, column: Int) throws(ExpressionError) -> Bool {
        do throws(ExpressionError) {
            return try !resolve(name, column: column).isFunction
        } catch {
            return false
        }
    }

    private var functionNames: [String] {
        guard let main else { return [] }
        let debugNames = main.bias == nil ? [] : main.names.qualifiedNames { $0.kind == .function }
        return debugNames.map { DisplayText.sanitized($0.name) }
            + main.symbols.all.filter { $0.kind == .function }.map { Demangler.displayName($0.nameBytes) }
    }

    // MARK: file:line

    /// nil when the text is not of the form `file:line`.
    private static func fileAndLine(_ text: String) throws(ExpressionError) -> (file: String, line: Int, column: Int)? {
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
            text[text.index(before: colon)] != ":"
        else { return nil }
        let column = text.distance(from: text.startIndex, to: colon) + 1
        guard let line = Int(text[text.index(after: colon)...]), line > 0 else {
            throw ExpressionError("a line number is needed after ':'", column: column)
        }
        return (String(text[..<colon]), line, column)
    }

    /// The first address of that line in each function that has code for it; for a line without code, of the next
    /// line that has some.
    private func addresses(file: String, line: Int, lineColumn: Int) throws(ExpressionError) -> [UInt64] {
        let searched = (main.map { [$0] } ?? []) + modules.filter { $0 !== main }
        var isFileKnown = false
        for module in searched {
            guard let bias = module.bias else { continue }
            // The unit of that name has most of its lines; a header's are in any unit.
            let named = module.units.units.filter {
                $0.nameBytes.map { SourcePath.path(String(cString: $0), isNamed: file) } ?? false
            }
            var rows = named.flatMap { Self.rows(of: $0, file: file, from: line) }
            if rows.isEmpty { rows = module.units.units.flatMap { Self.rows(of: $0, file: file, from: line) } }
            isFileKnown = isFileKnown || !named.isEmpty
            guard let nearest = rows.map(\.line).min() else { continue }
            return firstInEachFunction(rows.filter { $0.line == nearest }.map { $0.address &+ bias }, in: module)
        }
        let shown = DisplayText.sanitized(file)
        if isFileKnown { throw ExpressionError("\(shown) has no code at line \(line) or after it", column: lineColumn) }
        let names = (main?.units.units ?? []).compactMap {
            $0.nameBytes.map { SourcePath.lastComponent(String(cString: $0)) }
        }
        throw ExpressionError(
            main?.hasDebugInformation == true
                ? "no source file '\(shown)' in \(programName)"
                : "\(programName) has no line numbers (compile it with -g)", column: 0,
            suggestions: NameSuggestions.nearest(to: file, among: names))
    }

    /// Starts of statements in a unit's line table, in the given file, at the given line or after it.
    private static func rows(of unit: CompilationUnit, file: String, from line: Int) -> [(address: UInt64, line: Int)] {
        var die = unit.skeleton.die
        var lines: OpaquePointer?
        var count = 0
        guard dwarf_getsrclines(&die, &lines, &count) == 0, let lines else { return [] }
        var rows: [(address: UInt64, line: Int)] = []
        // The table names each file by one pointer: compare it once.
        var isWanted: [UnsafePointer<CChar>: Bool] = [:]
        for index in 0..<count {
            guard let row = dwarf_onesrcline(lines, index) else { continue }
            var number: Int32 = 0
            var isStatement = false
            var isEnd = false
            var address: Dwarf_Addr = 0
            guard dwarf_lineno(row, &number) == 0, Int(number) >= line,
                dwarf_linebeginstatement(row, &isStatement) == 0,
                isStatement, dwarf_lineendsequence(row, &isEnd) == 0, !isEnd, dwarf_lineaddr(row, &address) == 0,
                address > 0, let source = dwarf_linesrc(row, nil, nil)
            else { continue }
            let matches = isWanted[source] ?? SourcePath.path(String(cString: source), isNamed: file)
            isWanted[source] = matches
            if matches { rows.append((address, Int(number))) }
        }
        return rows
    }

    private func firstInEachFunction(_ addresses: [UInt64], in module: LoadedModule) -> [UInt64] {
        var first: [UInt64: UInt64] = [:]
        for address in addresses {
            let function = module.symbols.function(at: address)?.address ?? 0
            first[function] = min(first[function] ?? .max, address)
        }
        return first.values.sorted()
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
