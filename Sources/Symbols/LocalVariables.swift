import CElfutils

/// The variables and parameters of a function, those of its inner blocks too.
struct LocalVariables {
    private(set) var all: [DebugEntry] = []

    init(of function: DebugEntry) { visit(function, depth: 0) }

    private mutating func visit(_ parent: DebugEntry, depth: Int) {
        guard depth < 64 else { return }
        for child in parent.children {
            switch child.tag {
            case DW_TAG_variable, DW_TAG_formal_parameter: all.append(child)
            case DW_TAG_lexical_block: visit(child, depth: depth + 1)
            default: break
            }
        }
    }
}
