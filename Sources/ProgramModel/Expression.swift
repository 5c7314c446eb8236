package import HitRules

/// What a person names in a program, as a tree. Columns are characters of the text, from 0, for errors.
package indirect enum Expression: Hashable, Sendable {
    /// A number, a character or `sizeof`'s kind of constant, with the type that C gives it.
    case constant(Constant, column: Int)
    case name(SymbolName, column: Int)
    /// `$rax`
    case register(MachineRegister, column: Int)
    /// `base.name`; the column is the name's.
    case member(Expression, name: String, column: Int)
    /// `base->name`; the column is the name's.
    case pointerMember(Expression, name: String, column: Int)
    /// `base[index]`; the column is the bracket's.
    case index(Expression, Expression, column: Int)
    /// `*base`; the column is the star's.
    case dereference(Expression, column: Int)
    /// `&base`; the column is the ampersand's.
    case addressOf(Expression, column: Int)
    /// The column of this and the next three is the operator's.
    case unary(UnaryOperator, Expression, column: Int)
    case binary(BinaryOperator, Expression, Expression, column: Int)
    /// `condition ? first : second`
    case conditional(Expression, Expression, Expression, column: Int)
    case sizeOf(Expression, column: Int)
    case sizeOfType(TypeName, column: Int)
    /// `(type)operand`; the column is the parenthesis's.
    case cast(TypeName, Expression, column: Int)

    package enum UnaryOperator: String, Hashable, Sendable {
        case plus = "+"
        case minus = "-"
        case complement = "~"
        case not = "!"
    }

    package enum BinaryOperator: String, CaseIterable, Hashable, Sendable {
        case multiply = "*"
        case divide = "/"
        case remainder = "%"
        case add = "+"
        case subtract = "-"
        case shiftLeft = "<<"
        case shiftRight = ">>"
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "=="
        case notEqual = "!="
        case bitAnd = "&"
        case bitXor = "^"
        case bitOr = "|"
        case and = "&&"
        case or = "||"

        /// Higher binds more: C's order.
        var precedence: Int {
            switch self {
            case .multiply, .divide, .remainder: 10
            case .add, .subtract: 9
            case .shiftLeft, .shiftRight: 8
            case .less, .lessOrEqual, .greater, .greaterOrEqual: 7
            case .equal, .notEqual: 6
            case .bitAnd: 5
            case .bitXor: 4
            case .bitOr: 3
            case .and: 2
            case .or: 1
            }
        }
    }

    package var column: Int {
        switch self {
        case .constant(_, let column), .name(_, let column), .register(_, let column), .member(_, _, let column),
            .pointerMember(_, _, let column), .index(_, _, let column), .dereference(_, let column),
            .addressOf(_, let column), .unary(_, _, let column), .binary(_, _, _, let column),
            .conditional(_, _, _, let column), .sizeOf(_, let column), .sizeOfType(_, let column),
            .cast(_, _, let column):
            column
        }
    }

    /// - Parameter isType: whether a name in parentheses is a type's, asked where `(name)-1` could be a cast or a sum.
    package init(parsing text: String, isType: (SymbolName) -> Bool = { _ in false }) throws(ExpressionError) {
        self = try withoutActuallyEscaping(isType) { isType throws(ExpressionError) in
            var parser = ExpressionParser(text, isType: isType)
            return try parser.parse()
        }
    }

    /// Whether it is made of numbers and registers only: an integer then can be meant as an address.
    package var namesNothing: Bool {
        switch self {
        case .constant, .register, .sizeOf, .sizeOfType: true
        case .name, .member, .pointerMember, .index, .dereference, .addressOf: false
        case .unary(_, let operand, _), .cast(_, let operand, _): operand.namesNothing
        case .binary(_, let first, let second, _): first.namesNothing && second.namesNothing
        case .conditional(let condition, let first, let second, _):
            condition.namesNothing && first.namesNothing && second.namesNothing
        }
    }
}

/// A constant of the text: bits and the type that they are of.
package struct Constant: Hashable, Sendable {
    /// As `ScalarType` keeps its values.
    package var bits: UInt64
    package var type: ScalarType

    package init(bits: UInt64, type: ScalarType) {
        self.bits = bits
        self.type = type
    }

    /// The first of C's types that holds the number: int, long and unsigned long for a decimal one.
    package init(_ value: UInt64) {
        bits = value
        type = value <= UInt64(Int32.max) ? .int : value <= UInt64(Int64.max) ? .long : .unsignedLong
    }
}

/// A symbol as it is written: `counter`, `ns::counter`, `function::local`, `file.c::counter`, `libx.so!counter`.
package struct SymbolName: Hashable, Sendable {
    /// The file mapped into the process in which to look, by its last component.
    package var module: String?
    /// The source file in which to look, as far as it was written.
    package var file: String?
    /// The parts between `::`, outermost first; never empty.
    package var components: [String]
    /// Written with `::` in front: neither a local nor a field of the hit.
    package var isGlobal: Bool

    package init(module: String? = nil, file: String? = nil, components: [String], isGlobal: Bool = false) {
        self.module = module
        self.file = file
        self.components = components
        self.isGlobal = isGlobal
    }

    /// Without module and file: `ns::counter`.
    package var path: String { components.joined(separator: "::") }

    /// Whether it is one word: neither module, nor file, nor scope.
    package var isBare: Bool { module == nil && file == nil && components.count == 1 && !isGlobal }
}

extension SymbolName: CustomStringConvertible {
    package var description: String {
        (module.map { $0 + "!" } ?? "") + (file.map { $0 + "::" } ?? "") + (isGlobal ? "::" : "") + path
    }
}
