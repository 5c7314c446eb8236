import ProgramModel

extension ProgramImage {
    /// Where an address of code lies. Of a data access only pc is known, and the instruction ends there: so the byte
    /// before it is looked up, unless pc may be the target of a branch that made the access (a call that pushed its
    /// return address): then only the module is sure.
    func place(of query: PlaceQuery) -> CodePlace {
        if let known = places[query] { return known }
        if module(at: query.pc) == nil { refresh() }
        let found = findPlace(of: query)
        places[query] = found
        return found
    }

    private func findPlace(of query: PlaceQuery) -> CodePlace {
        guard let module = module(at: query.pc) else { return CodePlace() }
        if !query.isExact && module.symbols.hasFunction(startingAt: query.pc) {
            return CodePlace(module: DisplayText.sanitized(module.name))
        }
        return framePlaces(of: query)[0].place
    }
}
