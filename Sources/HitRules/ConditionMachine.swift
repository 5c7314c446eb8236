/// A condition made ready: checked once, then evaluated without an allocation.
///
/// Not safe from several threads: it has one stack.
public final class ConditionMachine {
    /// What a hit says of itself; see `Condition.Field`.
    public struct Facts: BitwiseCopyable {
        public var old: UInt64 = 0
        public var new: UInt64 = 0
        public var tid: Int32 = 0
        public var pid: Int32 = 0
        public var slot: UInt8 = 0
        public var pc: UInt64 = 0
        public var hits: UInt64 = 0
        public var isChanged = false
        public var isRead = false
        public var isWrite = false
        public var time: UInt64 = 0
        public init() {}
    }

    public enum Verdict: Hashable, Sendable {
        case holds
        case fails
        /// Memory that cannot be read, a division by zero, or a register that cannot be had.
        case unknown
    }

    private let instructions: UnsafeMutableBufferPointer<Condition.Instruction>
    private let stack: UnsafeMutablePointer<UInt64>

    /// - Throws: `ConditionProblem` for a program that could leave its stack or its end.
    public init(_ condition: Condition) throws(ConditionProblem) {
        try Self.check(condition)
        instructions = .allocate(capacity: condition.instructions.count)
        _ = instructions.initialize(from: condition.instructions)
        stack = .allocate(capacity: Condition.mostDepth)
        stack.initialize(repeating: 0, count: Condition.mostDepth)
    }

    deinit {
        instructions.deallocate()
        stack.deallocate()
    }

    // MARK: Checking

    /// Follows every way through the program: jumps only go forward, so one pass sees all.
    public static func check(_ condition: Condition) throws(ConditionProblem) {
        let all = condition.instructions
        guard !all.isEmpty else { throw .empty }
        guard all.count <= Condition.mostInstructions else { throw .tooLong(all.count) }
        // The depth of the stack before each instruction; nil where no way has led yet.
        var depths = [Int?](repeating: nil, count: all.count + 1)
        depths[0] = 0
        func reach(_ target: Int, _ depth: Int) throws(ConditionProblem) {
            guard target <= all.count else { throw .jumpsOut }
            if let known = depths[target], known != depth { throw .unbalanced(target) }
            depths[target] = depth
        }
        for (index, instruction) in all.enumerated() {
            // What no way leads to does nothing.
            guard let depth = depths[index] else { continue }
            let (pops, pushes) = instruction.effect
            guard depth >= pops else { throw .unbalanced(index) }
            let after = depth - pops + pushes
            guard after <= Condition.mostDepth else { throw .tooDeep }
            switch instruction {
            case .jumpIfZero(let distance), .jumpIfNonzero(let distance):
                try reach(index + 1 + Int(distance), after)
                try reach(index + 1, after)
            case .jump(let distance): try reach(index + 1 + Int(distance), after)
            case .load(let count):
                guard (1...8).contains(count) else { throw .badWidth }
                try reach(index + 1, after)
            case .extend(let count, _):
                guard (1...64).contains(count) else { throw .badWidth }
                try reach(index + 1, after)
            default: try reach(index + 1, after)
            }
        }
        guard depths[all.count] == 1 else { throw .unbalanced(all.count) }
    }

    // MARK: Evaluating

    /// - Parameters:
    ///   - registers: called at most once; the 27 words in the order of `MachineRegister`, nil when they cannot be had.
    ///   - load: reads so many bytes at an address into the number, little-endian; false when they are not there.
    public func evaluate(
        _ facts: Facts, registers: () -> UnsafePointer<UInt64>?,
        load: (_ address: UInt64, _ byteCount: Int, _ value: inout UInt64) -> Bool
    ) -> Verdict {
        var depth = 0
        var at = 0
        var known: UnsafePointer<UInt64>?
        while at < instructions.count {
            let instruction = instructions[at]
            at += 1
            switch instruction {
            case .constant(let bits):
                stack[depth] = bits
                depth += 1
            case .field(let field):
                stack[depth] = Self.value(of: field, facts)
                depth += 1
            case .register(let register):
                if known == nil { known = registers() }
                guard let known else { return .unknown }
                stack[depth] = known[Int(register.rawValue)]
                depth += 1
            case .load(let count):
                var value: UInt64 = 0
                guard load(stack[depth - 1], Int(count), &value) else { return .unknown }
                stack[depth - 1] = count >= 8 ? value : value & (1 << UInt64(8 * UInt64(count)) - 1)
            case .extend(let count, let isSigned):
                stack[depth - 1] = Self.extend(stack[depth - 1], Int(count), isSigned)
            case .convert(let from, let to): stack[depth - 1] = Self.convert(stack[depth - 1], from, to)
            case .unary(let operation, let number):
                stack[depth - 1] = Self.apply(operation, number, stack[depth - 1])
            case .binary(let operation, let number):
                depth -= 1
                guard let result = Self.apply(operation, number, stack[depth - 1], stack[depth]) else {
                    return .unknown
                }
                stack[depth - 1] = result
            case .jumpIfZero(let distance):
                depth -= 1
                if stack[depth] == 0 { at += Int(distance) }
            case .jumpIfNonzero(let distance):
                depth -= 1
                if stack[depth] != 0 { at += Int(distance) }
            case .jump(let distance): at += Int(distance)
            case .duplicate:
                stack[depth] = stack[depth - 1]
                depth += 1
            case .drop: depth -= 1
            }
        }
        return stack[0] != 0 ? .holds : .fails
    }

    private static func value(of field: Condition.Field, _ facts: Facts) -> UInt64 {
        switch field {
        case .old: facts.old
        case .new: facts.new
        case .tid: UInt64(bitPattern: Int64(facts.tid))
        case .pid: UInt64(bitPattern: Int64(facts.pid))
        case .slot: UInt64(facts.slot)
        case .pc: facts.pc
        case .hits: facts.hits
        case .changed: facts.isChanged ? 1 : 0
        case .isRead: facts.isRead ? 1 : 0
        case .isWrite: facts.isWrite ? 1 : 0
        case .time: facts.time
        }
    }

    private static func extend(_ bits: UInt64, _ count: Int, _ isSigned: Bool) -> UInt64 {
        guard count < 64 else { return bits }
        let unused = UInt64(64 - count)
        return isSigned
            ? UInt64(bitPattern: Int64(bitPattern: bits << unused) >> Int64(unused)) : (bits << unused) >> unused
    }

    private static func convert(_ bits: UInt64, _ from: Condition.Number, _ to: Condition.Number) -> UInt64 {
        switch (from, to) {
        case (.double, .double), (.float, .float), (.signed, .signed), (.signed, .unsigned), (.unsigned, .signed),
            (.unsigned, .unsigned):
            bits
        case (_, .double): number(bits, from).bitPattern
        case (_, .float): UInt64(Float(number(bits, from)).bitPattern)
        // C leaves what does not fit undefined; here it is the nearest that fits, and 0 for NaN.
        case (_, .signed): UInt64(bitPattern: Int64(clamping: number(bits, from)))
        case (_, .unsigned): UInt64(clamping: number(bits, from))
        }
    }

    private static func number(_ bits: UInt64, _ number: Condition.Number) -> Double {
        switch number {
        case .signed: Double(Int64(bitPattern: bits))
        case .unsigned: Double(bits)
        case .double: Double(bitPattern: bits)
        case .float: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        }
    }

    private static func apply(_ operation: Condition.Unary, _ kind: Condition.Number, _ bits: UInt64) -> UInt64 {
        switch operation {
        case .complement: return ~bits
        case .logicalNot:
            return kind == .double || kind == .float ? (number(bits, kind) == 0 ? 1 : 0) : bits == 0 ? 1 : 0
        case .negate:
            switch kind {
            case .signed, .unsigned: return 0 &- bits
            case .double: return (-Double(bitPattern: bits)).bitPattern
            case .float: return UInt64((-Float(bitPattern: UInt32(truncatingIfNeeded: bits))).bitPattern)
            }
        }
    }

    /// nil for a division by zero, and for bits of floating-point numbers.
    private static func apply(
        _ operation: Condition.Binary, _ kind: Condition.Number, _ a: UInt64, _ b: UInt64
    ) -> UInt64? {
        switch kind {
        case .signed, .unsigned: apply(operation, isSigned: kind == .signed, a, b)
        case .double: apply(operation, Double(bitPattern: a), Double(bitPattern: b)) { $0.bitPattern }
        case .float: apply(operation, number(a, .float), number(b, .float)) { UInt64(Float($0).bitPattern) }
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
        case .equal: return a == b ? 1 : 0
        case .notEqual: return a != b ? 1 : 0
        case .less: return (isSigned ? left < right : a < b) ? 1 : 0
        case .lessOrEqual: return (isSigned ? left <= right : a <= b) ? 1 : 0
        case .greater: return (isSigned ? left > right : a > b) ? 1 : 0
        case .greaterOrEqual: return (isSigned ? left >= right : a >= b) ? 1 : 0
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
        case .equal: a == b ? 1 : 0
        case .notEqual: a != b ? 1 : 0
        case .less: a < b ? 1 : 0
        case .lessOrEqual: a <= b ? 1 : 0
        case .greater: a > b ? 1 : 0
        case .greaterOrEqual: a >= b ? 1 : 0
        }
    }
}

extension Condition.Instruction {
    /// How many values it takes from the stack, and puts there.
    var effect: (pops: Int, pushes: Int) {
        switch self {
        case .constant, .field, .register: (0, 1)
        case .load, .extend, .convert, .unary: (1, 1)
        case .binary: (2, 1)
        case .jumpIfZero, .jumpIfNonzero, .drop: (1, 0)
        case .jump: (0, 0)
        case .duplicate: (1, 2)
        }
    }
}

extension Int64 {
    fileprivate init(clamping value: Double) {
        self = value.isNaN ? 0 : value >= 0x1p63 ? .max : value < -0x1p63 ? .min : Int64(value)
    }
}

extension UInt64 {
    fileprivate init(clamping value: Double) {
        self = value.isNaN || value < 0 ? 0 : value >= 0x1p64 ? .max : UInt64(value)
    }
}
