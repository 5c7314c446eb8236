package import HitRules

/// How a number is kept in 64 bits, and C's rules for mixing and converting numbers.
///
/// Integers and booleans are extended to 64 bits by their sign; a float is its 32 bits, a double its 64. Pointers are
/// unsigned numbers of 64 bits.
package enum ScalarType: Hashable, Sendable {
    /// 1 to 64 bits: a bit-field can have any number.
    case integer(bitCount: Int, isSigned: Bool)
    case boolean
    case float
    case double

    package static let int = ScalarType.integer(bitCount: 32, isSigned: true)
    package static let unsignedInt = ScalarType.integer(bitCount: 32, isSigned: false)
    package static let long = ScalarType.integer(bitCount: 64, isSigned: true)
    package static let unsignedLong = ScalarType.integer(bitCount: 64, isSigned: false)

    package var isFloatingPoint: Bool { self == .float || self == .double }

    package var isSigned: Bool {
        switch self {
        case .integer(_, let isSigned): isSigned
        case .boolean: false
        case .float, .double: true
        }
    }

    var bitCount: Int {
        switch self {
        case .integer(let count, _): count
        case .boolean: 8
        case .float: 32
        case .double: 64
        }
    }

    /// How the condition's machine computes with it.
    package var number: Condition.Number {
        switch self {
        case .integer(_, let isSigned): isSigned ? .signed : .unsigned
        case .boolean: .unsigned
        case .float: .float
        case .double: .double
        }
    }

    /// The integer promotions: what is smaller than an int becomes one (C11 6.3.1.1).
    package var promoted: ScalarType {
        switch self {
        case .boolean: .int
        case .integer(let count, _) where count < 32: .int
        case .integer(let count, let isSigned) where count < 64 && count > 32:
            .integer(bitCount: 64, isSigned: isSigned)
        default: self
        }
    }

    /// The type in which two numbers meet: the usual arithmetic conversions (C11 6.3.1.8).
    package static func common(_ first: ScalarType, _ second: ScalarType) -> ScalarType {
        if first == .double || second == .double { return .double }
        if first == .float || second == .float { return .float }
        let (a, b) = (first.promoted, second.promoted)
        if a.bitCount != b.bitCount { return a.bitCount > b.bitCount ? a : b }
        return .integer(bitCount: a.bitCount, isSigned: a.isSigned && b.isSigned)
    }

    /// As C names it; only for the types that arithmetic has as results.
    package var valueType: ValueType {
        switch self {
        case .integer(let count, let isSigned):
            count > 32
                ? .integer(name: isSigned ? "long" : "unsigned long", byteCount: 8, isSigned: isSigned)
                : .integer(name: isSigned ? "int" : "unsigned int", byteCount: 4, isSigned: isSigned)
        case .boolean: .boolean(name: "bool", byteCount: 1)
        case .float: .floatingPoint(name: "float", byteCount: 4)
        case .double: .floatingPoint(name: "double", byteCount: 8)
        }
    }
}

extension ValueType {
    /// How a value of this type is computed with; nil for aggregates, and for numbers wider than 64 bits.
    package var scalar: ScalarType? {
        switch self {
        case .integer(_, let count, let isSigned), .character(_, let count, let isSigned),
            .enumeration(_, let count, let isSigned, _):
            (1...8).contains(count) ? .integer(bitCount: count * 8, isSigned: isSigned) : nil
        case .boolean(_, let count): (1...8).contains(count) ? .boolean : nil
        case .floatingPoint(_, 4): .float
        case .floatingPoint(_, 8): .double
        case .pointer(_, let count): (1...8).contains(count) ? .integer(bitCount: count * 8, isSigned: false) : nil
        case .bitField(let type, _, _, let bits):
            switch type.scalar {
            case .integer(_, let isSigned)?:
                (1...64).contains(bits) ? .integer(bitCount: bits, isSigned: isSigned) : nil
            case .boolean?: .boolean
            default: nil
            }
        case .floatingPoint, .structure, .array, .function, .opaque: nil
        }
    }
}
