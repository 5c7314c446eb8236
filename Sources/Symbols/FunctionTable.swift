import CElfutils

/// The functions of a unit by their code, so that the scopes around an address are found without a walk through all.
/// Addresses are the file's.
final class FunctionTable {
    private struct Span {
        var start: UInt64
        var end: UInt64
        var function: DebugEntry
    }

    private let unit: DebugEntry
    private lazy var outer = spans(insideFunctions: false)
    /// Those described inside of another, as the methods of a function's own class are: a walk through the whole unit.
    private lazy var inner = spans(insideFunctions: true)

    private static let maximumDepth = 64

    init(of unit: DebugEntry) { self.unit = unit }

    /// The function around an address; nil where the unit has none.
    func function(at address: UInt64) -> DebugEntry? {
        Self.function(at: address, in: outer) ?? Self.function(at: address, in: inner)
    }

    private static func function(at address: UInt64, in spans: [Span]) -> DebugEntry? {
        let index = spans.partitioningIndex { $0.start > address } - 1
        guard index >= 0, address < spans[index].end else { return nil }
        return spans[index].function
    }

    private func spans(insideFunctions: Bool) -> [Span] {
        var spans: [Span] = []
        Self.visit(unit, depth: 0, insideFunctions: insideFunctions, into: &spans)
        return spans.sorted { $0.start < $1.start }
    }

    private static func visit(_ parent: DebugEntry, depth: Int, insideFunctions: Bool, into spans: inout [Span]) {
        guard depth < maximumDepth else { return }
        parent.forEachChild { child in
            switch child.tag {
            case DW_TAG_subprogram:
                for range in child.ranges where range.lowerBound > 0 {
                    spans.append(Span(start: range.lowerBound, end: range.upperBound, function: child))
                }
                if insideFunctions { visit(child, depth: depth + 1, insideFunctions: true, into: &spans) }
            case DW_TAG_lexical_block where insideFunctions:
                visit(child, depth: depth + 1, insideFunctions: true, into: &spans)
            case DW_TAG_namespace, DW_TAG_module, DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type,
                DW_TAG_enumeration_type:
                visit(child, depth: depth + 1, insideFunctions: insideFunctions, into: &spans)
            default: break
            }
            return true
        }
    }
}
