import CElfutils
import ProgramModel

extension ProgramImage {
    /// Finds a variable or function: in the program itself before its libraries, in the debugging information before
    /// the ELF symbols. Reads new libraries when the name is in none of the known.
    func resolve(_ name: SymbolName, column: Int) throws(ExpressionError) -> ResolvedSymbol {
        if let found = try lookUp(name, column: column) { return found }
        if refresh(), let found = try lookUp(name, column: column) { return found }
        throw unknown(name, column: column)
    }

    /// Every function of that name: C++ has several, and so have files with static ones.
    func functions(_ name: SymbolName, column: Int) throws(ExpressionError) -> [UInt64] {
        let searched = try modules(for: name, column: column)
        for module in searched {
            var addresses: [UInt64] = []
            if let bias = module.bias {
                for entry in entries(of: name, in: module) where entry.kind == .function {
                    if let low = entry.entry.lowAddress, low > 0 { addresses.append(low &+ bias) }
                }
            }
            if addresses.isEmpty, name.file == nil {
                addresses = symbols(name, in: module).filter { $0.isCode }.map(\.address)
            }
            if !addresses.isEmpty { return Array(Set(addresses)).sorted() }
        }
        return []
    }

    private func lookUp(_ name: SymbolName, column: Int) throws(ExpressionError) -> ResolvedSymbol? {
        let searched = try modules(for: name, column: column)
        // The program's own debugging information is small beside that of its libraries: ask it first, and theirs
        // only when an ELF symbol says which, or nothing else is left.
        for module in searched where module === main {
            if let found = try debugLookUp(name, in: module, column: column) { return found }
        }
        for module in searched {
            guard let symbol = try symbolLookUp(name, in: module, column: column) else { continue }
            return typed(symbol, name: name, in: module)
        }
        for module in searched where module !== main {
            if let found = try debugLookUp(name, in: module, column: column) { return found }
        }
        return nil
    }

    func modules(for name: SymbolName, column: Int) throws(ExpressionError) -> [LoadedModule] {
        guard let wanted = name.module else {
            guard let main else { return modules }
            return [main] + modules.filter { $0 !== main }
        }
        let found = modules.filter { $0.name == wanted || $0.name.hasPrefix(wanted + ".") }
        if found.isEmpty && refresh() { return try modules(for: name, column: column) }
        guard !found.isEmpty else {
            throw ExpressionError(
                "no file '\(DisplayText.sanitized(wanted))' is mapped", column: column,
                suggestions: NameSuggestions.nearest(to: wanted, among: modules.map(\.name)))
        }
        return found
    }

    // MARK: In the debugging information

    func entries(of name: SymbolName, in module: LoadedModule) -> [NameIndex.Entry] {
        let found = module.names.find(name.components)
        guard let file = name.file else { return found }
        return found.filter { entry in
            guard let path = module.units.units[entry.unit].nameBytes.map({ String(cString: $0) }) else { return false }
            return SourcePath.path(path, isNamed: file)
        }
    }

    private func debugLookUp(_ name: SymbolName, in module: LoadedModule, column: Int) throws(ExpressionError)
        -> ResolvedSymbol?
    {
        guard let bias = module.bias else { return nil }
        var candidates: [(found: ResolvedSymbol, entry: NameIndex.Entry)] = []
        var unplaced: VariablePlace?
        for entry in entries(of: name, in: module) {
            switch entry.kind {
            case .variable:
                let place = entry.entry.variablePlace
                if case .fixed(let address) = place {
                    let found = ResolvedSymbol(address: address &+ bias, type: entry.entry.type, isFunction: false)
                    candidates.append((found, entry))
                } else {
                    unplaced = place
                }
            case .function:
                guard let low = entry.entry.lowAddress, low > 0 else { continue }
                candidates.append((ResolvedSymbol(address: low &+ bias, isFunction: true), entry))
            case .declaration, .type: continue
            }
        }
        if candidates.isEmpty, name.components.count > 1,
            let found = try staticLocal(name, in: module, bias: bias, column: column)
        {
            return found
        }
        guard let first = candidates.first else {
            guard let unplaced, symbols(name, in: module).allSatisfy({ $0.kind == .threadLocal }) else { return nil }
            throw Self.hasNoAddress(name, unplaced, column: column)
        }
        let external = candidates.first { $0.entry.entry.flag(DW_AT_external) }
        if external == nil, Set(candidates.map(\.found.address)).count > 1 {
            let files = candidates.compactMap { module.units.units[$0.entry.unit].nameBytes }
                .map { SourcePath.lastComponent(String(cString: $0)) }
            throw ExpressionError(
                "there are several '\(name.path)'; name the file", column: column,
                suggestions: Array(files.prefix(5)).map { DisplayText.sanitized("\($0)::\(name.path)") })
        }
        let chosen = external ?? first
        return external == nil ? chosen.found : preferringCopy(of: chosen.found, name, in: module)
    }

    /// A program not built as PIE has its own copy of a library's variable (a copy relocation), and everyone uses that.
    private func preferringCopy(of found: ResolvedSymbol, _ name: SymbolName, in module: LoadedModule) -> ResolvedSymbol
    {
        guard let main, module !== main, !found.isFunction, name.components.count == 1,
            module.symbol(named: name.path)?.isGlobal == true, let copy = main.symbol(named: name.path),
            copy.isGlobal, copy.kind == .object
        else { return found }
        var result = found
        result.address = copy.address
        return result
    }

    /// `function::variable`, for a static variable: the others have no fixed address.
    func staticLocal(_ name: SymbolName, in module: LoadedModule, bias: UInt64, column: Int)
        throws(ExpressionError) -> ResolvedSymbol?
    {
        guard let wanted = name.components.last else { return nil }
        var function = name
        function.components.removeLast()
        var place: VariablePlace?
        for entry in entries(of: function, in: module) where entry.kind == .function {
            for variable in LocalVariables(of: entry.entry).all where variable.name == wanted {
                let found = variable.variablePlace
                if case .fixed(let address) = found {
                    return ResolvedSymbol(address: address &+ bias, type: variable.type, isFunction: false)
                }
                place = place ?? (variable.tag == DW_TAG_formal_parameter ? .automatic : found)
            }
        }
        guard let place else { return nil }
        throw Self.hasNoAddress(name, place == .optimizedAway ? .automatic : place, column: column)
    }

    private static func hasNoAddress(_ name: SymbolName, _ place: VariablePlace, column: Int) -> ExpressionError {
        let shown = DisplayText.sanitized(name.path)
        return switch place {
        case .threadLocal: ExpressionError("'\(shown)' is thread-local: each thread has its own", column: column)
        case .optimizedAway, .fixed:
            ExpressionError("'\(shown)' was optimized away and has no address", column: column)
        case .automatic:
            ExpressionError("'\(shown)' lives in a stack frame or a register and has no fixed address", column: column)
        }
    }

    // MARK: In the ELF symbols

    func symbols(_ name: SymbolName, in module: LoadedModule) -> [ElfSymbol] {
        guard name.file == nil else { return [] }
        if name.components.count == 1, let symbol = module.symbol(named: name.path) { return [symbol] }
        return module.displayNames.symbols(named: name.path)
    }

    private func symbolLookUp(_ name: SymbolName, in module: LoadedModule, column: Int) throws(ExpressionError)
        -> ElfSymbol?
    {
        guard let symbol = symbols(name, in: module).first else { return nil }
        if symbol.kind == .threadLocal { throw Self.hasNoAddress(name, .threadLocal, column: column) }
        return symbol
    }

    private func typed(_ symbol: ElfSymbol, name: SymbolName, in module: LoadedModule) -> ResolvedSymbol {
        var found = ResolvedSymbol(
            address: symbol.address, size: symbol.size == 0 ? nil : symbol.size,
            isFunction: symbol.kind == .function || symbol.isCode)
        guard !found.isFunction else { return found }
        found.type = declaredType(name, in: module)
        return preferringCopy(of: found, name, in: module)
    }

    /// The type of a variable known by its ELF symbol: of its definition in that module, or of the program's own
    /// declaration of it, or of a definition elsewhere (the original of a copy relocation).
    func declaredType(_ name: SymbolName, in module: LoadedModule) -> DebugEntry? {
        var others = modules.filter { candidate in
            candidate !== module && candidate !== main && candidate.symbol(named: name.path) != nil
        }
        if let main, main !== module { others.insert(main, at: 0) }
        for candidate in [module] + others where candidate.bias != nil {
            let entries = candidate.names.find(name.components).filter {
                $0.kind == .variable || $0.kind == .declaration
            }
            if let type = entries.lazy.compactMap({ $0.entry.type }).first { return type }
        }
        return nil
    }

    /// The definition of a struct that is only declared where it is used.
    func definition(of declaration: DebugEntry) -> DebugEntry? {
        guard let name = declaration.name else { return nil }
        for module in modules where module.bias != nil {
            let found = module.names.find([name]).first {
                $0.kind == .type && $0.entry.tag == declaration.tag
            }
            if let found { return found.entry }
        }
        return nil
    }

    // MARK: What does not exist

    private func unknown(_ name: SymbolName, column: Int) -> ExpressionError {
        let place = name.module ?? name.file ?? path
        let searched = (try? modules(for: name, column: column)) ?? []
        return ExpressionError(
            "no symbol '\(DisplayText.sanitized(name.path))' in \(DisplayText.sanitized(place))", column: column,
            suggestions: NameSuggestions.nearest(to: name.path, among: knownNames(in: searched.first)))
    }

    /// The names of a module that an expression can use.
    func knownNames(in module: LoadedModule?) -> [String] {
        guard let module else { return [] }
        var names: [String] = []
        if module.bias != nil {
            for (entry, name) in module.names.qualifiedNames(where: { $0.kind == .variable || $0.kind == .function }) {
                names.append(DisplayText.sanitized(name))
                guard entry.kind == .function, module === main else { continue }
                for local in LocalVariables(of: entry.entry).all {
                    guard case .fixed = local.variablePlace, let inner = local.name else { continue }
                    names.append(DisplayText.sanitized(name + "::" + inner))
                }
            }
        }
        for symbol in module.symbols.all where symbol.kind != .plain || module.bias == nil {
            let name = Demangler.displayName(symbol.nameBytes)
            // `counter.0` is a static local that has its better name above.
            if module.bias == nil || !name.contains(".") { names.append(name) }
        }
        return names
    }
}
