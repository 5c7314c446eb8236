/// What an expression rests on: what outlives a run, and what does not.
extension Expression {
    /// It names something of the program.
    package var hasName: Bool {
        if case .name = self { return true }
        return parts.contains(where: \.hasName)
    }

    /// What it is depends on where a thread stands.
    package var hasRegister: Bool {
        if case .register = self { return true }
        return parts.contains(where: \.hasRegister)
    }

    private var parts: [Expression] {
        switch self {
        case .constant, .name, .register, .sizeOfType: []
        case .member(let base, _, _), .pointerMember(let base, _, _), .dereference(let base, _),
            .addressOf(let base, _), .unary(_, let base, _), .sizeOf(let base, _), .cast(_, let base, _):
            [base]
        case .index(let first, let second, _), .binary(_, let first, let second, _): [first, second]
        case .conditional(let condition, let first, let second, _): [condition, first, second]
        }
    }
}
