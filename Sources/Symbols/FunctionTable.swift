import CElfutils

/// The functions of a unit by their code, so that the scopes around an address are found without a walk through all.
/// Addresses are the file's.
struct FunctionTable {
    private struct Span {
        var start: UInt64
        var end: UInt64
        var function: DebugEntry
    }

    private var spans: [Span] = []
    private static let maximumDepth = 64

    init(of unit: DebugEntry) {
        visit(unit, depth: 0)
        spans.sort { $0.start < $1.start }
    }

    private mutating func visit(_ parent: DebugEntry, depth: Int) {
        guard depth < Self.maximumDepth else { return }
        for child in parent.children {
            switch child.tag {
            case DW_TAG_subprogram:
                for range in child.ranges where range.lowerBound > 0 {
                    spans.append(Span(start: range.lowerBound, end: range.upperBound, function: child))
                }
            case DW_TAG_namespace, DW_TAG_module, DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type,
                DW_TAG_enumeration_type:
                visit(child, depth: depth + 1)
            default: break
            }
        }
    }

    /// The function around an address; nil for one that is described inside of another (a class in a function has such).
    func function(at address: UInt64) -> DebugEntry? {
        let index = spans.partitioningIndex { $0.start > address } - 1
        guard index >= 0, address < spans[index].end else { return nil }
        return spans[index].function
    }
}
