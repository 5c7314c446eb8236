import CElfutils
import ProgramModel

/// What was found out of code addresses for stacks: each needs a search of the file's tables, and a program's stacks
/// consist of the same addresses again and again. Dropped when files come or go.
final class FrameTables {
    private var rows: [UInt64: UnwindRow?] = [:]
    private var places: [PlaceQuery: [FramePlace]] = [:]
    private var callerPlaces: [PlaceQuery: [FramePlace]] = [:]
    private var functions: [UInt: FunctionTable] = [:]

    /// Entries in each table, before it is started anew.
    private static let most = 1 << 16

    func row(at address: UInt64, find: () -> UnwindRow?) -> UnwindRow? {
        if let known = rows[address] { return known }
        let found = find()
        if rows.count >= Self.most { rows.removeAll(keepingCapacity: true) }
        rows[address] = .some(found)
        return found
    }

    func places(of query: PlaceQuery, find: () -> [FramePlace]) -> [FramePlace] {
        Self.look(query, in: &places, find)
    }

    func callerPlaces(of query: PlaceQuery, find: () -> [FramePlace]) -> [FramePlace] {
        Self.look(query, in: &callerPlaces, find)
    }

    private static func look(
        _ query: PlaceQuery, in table: inout [PlaceQuery: [FramePlace]], _ find: () -> [FramePlace]
    ) -> [FramePlace] {
        if let known = table[query] { return known }
        let found = find()
        if table.count >= most { table.removeAll(keepingCapacity: true) }
        table[query] = found
        return found
    }

    func functions(of unit: CompilationUnit) -> FunctionTable {
        let key = UInt(bitPattern: unit.entry.die.addr)
        if let known = functions[key] { return known }
        let made = FunctionTable(of: unit.entry)
        functions[key] = made
        return made
    }
}
