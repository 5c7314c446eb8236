import Synchronization

/// Characters of several scalars, each kept once for the life of the process, so that a cell holds a number.
///
/// The same character has the same number everywhere: cells compare by it.
enum CellClusters {
    private struct Table {
        var characters: [Character] = []
        var numbers: [Character: UInt32] = [:]
    }

    private static let table = Mutex(Table())
    /// Numbers begin above all scalars.
    private static let first: UInt32 = 0x110000
    /// Characters beyond these lose what follows their first scalar.
    private static let limit = 1 << 16

    static func code(of character: Character) -> UInt32 {
        let scalars = character.unicodeScalars
        let head = scalars[scalars.startIndex].value
        guard scalars.index(after: scalars.startIndex) != scalars.endIndex else { return head }
        return table.withLock { table in
            if let known = table.numbers[character] { return known }
            guard table.characters.count < limit else { return head }
            let number = first + UInt32(table.characters.count)
            table.characters.append(character)
            table.numbers[character] = number
            return number
        }
    }

    /// - Parameter code: one that `code(of:)` gave.
    static func character(of code: UInt32) -> Character {
        table.withLock { table in
            let index = Int(code) - Int(first)
            return table.characters.indices.contains(index) ? table.characters[index] : " "
        }
    }
}
