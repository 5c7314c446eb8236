/// Symbols of data, by address.
struct ObjectTable {
    private let all: [ElfSymbol]

    init(_ symbols: [ElfSymbol]) {
        all = symbols.filter { !$0.isCode && ($0.kind == .object || $0.kind == .plain) }.sorted {
            $0.address != $1.address ? $0.address < $1.address : Self.rank($0) < Self.rank($1)
        }
    }

    /// The variable that contains an address; one without a size is its first byte only.
    func object(at address: UInt64) -> ElfSymbol? {
        var index = all.partitioningIndex { $0.address > address } - 1
        var remaining = 32
        while index >= 0, remaining > 0 {
            let symbol = all[index]
            if address &- symbol.address < max(1, symbol.size) { return symbol }
            index -= 1
            remaining -= 1
        }
        return nil
    }

    /// Within equal addresses the last is preferred.
    private static func rank(_ symbol: ElfSymbol) -> Int {
        (symbol.kind == .object ? 2 : 0) + (symbol.isGlobal ? 1 : 0)
    }
}
