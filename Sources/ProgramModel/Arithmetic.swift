import HitRules

/// The arithmetic of `ConditionMachine`, for what is known before a hit. Nothing traps.
enum Arithmetic {
    static func convert(_ bits: UInt64, _ from: Condition.Number, _ to: Condition.Number) -> UInt64 {
        switch (from, to) {
        case (.double, .double), (.float, .float), (.signed, .signed), (.signed, .unsigned), (.unsigned, .signed),
            (.unsigned, .unsigned):
            bits
        case (_, .double): value(bits, from).bitPattern
        case (_, .float): UInt64(Float(value(bits, from)).bitPattern)
        case (_, .signed): UInt64(bitPattern: nearestSigned(value(bits, from)))
        case (_, .unsigned): nearestUnsigned(value(bits, from))
        }
    }

    static func value(_ bits: UInt64, _ number: Condition.Number) -> Double {
        switch number {
        case .signed: Double(Int64(bitPattern: bits))
        case .unsigned: Double(bits)
        case .double: Double(bitPattern: bits)
        case .float: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        }
    }

    /// The nearest that fits, and 0 for what is not a number: C leaves it undefined.
    private static func nearestSigned(_ value: Double) -> Int64 {
        value.isNaN ? 0 : value >= 0x1p63 ? .max : value < -0x1p63 ? .min : Int64(value)
    }

    private static func nearestUnsigned(_ value: Double) -> UInt64 {
        value.isNaN || value < 0 ? 0 : value >= 0x1p64 ? .max : UInt64(value)
    }

    static func apply(_ operation: Condition.Unary, _ number: Condition.Number, _ bits: UInt64) -> UInt64 {
        let isFloating = number == .double || number == .float
        switch operation {
        case .complement: return ~bits
        case .logicalNot: return (isFloating ? value(bits, number) == 0 : bits == 0) ? 1 : 0
        case .negate:
            switch number {
            case .signed, .unsigned: return 0 &- bits
            case .double: return (-Double(bitPattern: bits)).bitPattern
            case .float: return UInt64((-Float(bitPattern: UInt32(truncatingIfNeeded: bits))).bitPattern)
            }
        }
    }

    /// nil for a division of integers by zero, and for bits of floating-point numbers.
    static func apply(
        _ operation: Condition.Binary, _ number: Condition.Number, _ a: UInt64, _ b: UInt64
    ) -> UInt64? {
        switch number {
        case .signed, .unsigned: apply(operation, isSigned: number == .signed, a, b)
        case .double: apply(operation, value(a, .double), value(b, .double)) { $0.bitPattern }
        case .float: apply(operation, value(a, .float), value(b, .float)) { UInt64(Float($0).bitPattern) }
        }
    }

    private static func apply(_ operation: Condition.Binary, isSigned: Bool, _ a: UInt64, _ b: UInt64) -> UInt64? {
        let (left, right) = (Int64(bitPattern: a), Int64(bitPattern: b))
        switch operation {
        case .add: return a &+ b
        case .subtract: return a &- b
        case .multiply: return a &* b
        case .divide:
            guard b != 0 else { return nil }
            return isSigned ? UInt64(bitPattern: left.dividedReportingOverflow(by: right).partialValue) : a / b
        case .remainder:
            guard b != 0 else { return nil }
            return isSigned
                ? UInt64(bitPattern: left.remainderReportingOverflow(dividingBy: right).partialValue) : a % b
        case .and: return a & b
        case .or: return a | b
        case .xor: return a ^ b
        case .shiftLeft: return a << (b & 63)
        case .shiftRight: return isSigned ? UInt64(bitPattern: left >> Int64(b & 63)) : a >> (b & 63)
        default: return (isSigned ? holds(operation, left, right) : holds(operation, a, b)) ? 1 : 0
        }
    }

    private static func apply(
        _ operation: Condition.Binary, _ a: Double, _ b: Double, _ bits: (Double) -> UInt64
    ) -> UInt64? {
        switch operation {
        case .add: bits(a + b)
        case .subtract: bits(a - b)
        case .multiply: bits(a * b)
        case .divide: bits(a / b)
        case .remainder: bits(a.truncatingRemainder(dividingBy: b))
        case .and, .or, .xor, .shiftLeft, .shiftRight: nil
        default: holds(operation, a, b) ? 1 : 0
        }
    }

    private static func holds<Number: Comparable>(_ operation: Condition.Binary, _ a: Number, _ b: Number) -> Bool {
        switch operation {
        case .notEqual: a != b
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        default: a == b
        }
    }
}
