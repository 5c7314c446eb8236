import HitRules
import ProgramModel

extension Expression {
    /// With parentheses around every operation of two, so that a test sees what binds.
    var written: String {
        switch self {
        case .constant(let constant, _):
            constant.type.isFloatingPoint ? "\(constant.bits)" : "\(Int64(bitPattern: constant.bits))"
        case .name(let name, _): name.description
        case .register(let register, _): "$" + register.name
        case .member(let base, let name, _): base.written + "." + name
        case .pointerMember(let base, let name, _): base.written + "->" + name
        case .index(let base, let index, _): base.written + "[" + index.written + "]"
        case .dereference(let base, _): "*" + base.written
        case .addressOf(let base, _): "&" + base.written
        case .unary(let operation, let operand, _): operation.rawValue + operand.written
        case .binary(let operation, let left, let right, _):
            "(\(left.written) \(operation.rawValue) \(right.written))"
        case .conditional(let condition, let first, let second, _):
            "(\(condition.written) ? \(first.written) : \(second.written))"
        case .sizeOf(let operand, _): "sizeof " + operand.written
        case .sizeOfType(let type, _): "sizeof" + type.written
        case .cast(let type, let operand, _): type.written + operand.written
        }
    }
}

extension TypeName {
    var written: String {
        let name: String =
            switch base {
            case .void: "void"
            case .basic(let type): type.name
            case .named(let name, let keyword): (keyword.map { $0 + " " } ?? "") + name.description
            }
        return "(\(name)\(String(repeating: " *", count: pointerDepth)))"
    }
}
