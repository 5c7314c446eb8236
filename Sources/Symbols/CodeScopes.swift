import CElfutils

/// The scopes of the source around an address of code, innermost first: blocks, inlined functions, and last the function
/// that the code belongs to. Physical nesting: what is inlined lies inside of what it was inlined into.
struct CodeScopes {
    private(set) var all: [DebugEntry] = []

    private static let maximumDepth = 128

    /// - Parameter address: the file's.
    init(at address: UInt64, functions: FunctionTable) {
        guard let function = functions.function(at: address) else { return }
        all = Self.scopes(inside: function, at: address, depth: 0) + [function]
    }

    /// The function whose frame it is.
    var function: DebugEntry? { all.last }

    private static func scopes(inside parent: DebugEntry, at address: UInt64, depth: Int) -> [DebugEntry] {
        guard depth < maximumDepth else { return [] }
        var found: [DebugEntry] = []
        parent.forEachChild { child in
            switch child.tag {
            case DW_TAG_lexical_block, DW_TAG_inlined_subroutine, DW_TAG_try_block, DW_TAG_catch_block,
                DW_TAG_with_stmt:
                if child.contains(address) {
                    found = scopes(inside: child, at: address, depth: depth + 1) + [child]
                } else if !child.hasRanges {
                    // A block may have lost its own code and keep that of what is inside.
                    let inner = scopes(inside: child, at: address, depth: depth + 1)
                    if !inner.isEmpty { found = inner + [child] }
                }
            default: break
            }
            return found.isEmpty
        }
        return found
    }
}

extension DebugEntry {
    /// Whether an address of the file belongs to the entry's code.
    fileprivate func contains(_ address: UInt64) -> Bool {
        var die = die
        return dwarf_haspc(&die, address) > 0
    }

    fileprivate var hasRanges: Bool { has(DW_AT_low_pc) || has(DW_AT_ranges) }
}
