/// A condition on hits, compiled: a program for a machine with a stack of 64-bit values, evaluated by the tracer between
/// a stop and the resume. It takes no loops, so its time is bounded by its length.
public struct Condition: Hashable, Sendable, Codable {
    public var instructions: [Instruction]

    public init(_ instructions: [Instruction]) { self.instructions = instructions }

    /// More is refused by the compiler and by the tracer.
    public static let mostInstructions = 256
    public static let mostDepth = 32

    public enum Instruction: Hashable, Sendable, Codable {
        /// Pushes bits; a double is pushed as its bit pattern.
        case constant(UInt64)
        case field(Field)
        case register(MachineRegister)
        /// Pops an address and pushes the bytes there, zero-extended. Memory that cannot be read ends the evaluation: the
        /// condition has failed, and the hit is shown.
        case load(byteCount: UInt8)
        /// Pops bits, keeps the lowest `bitCount` and extends them to 64.
        case extend(bitCount: UInt8, isSigned: Bool)
        case convert(from: Number, to: Number)
        case unary(Unary, Number)
        case binary(Binary, Number)
        /// Goes on `by` instructions after the next one when the popped value is zero (or is not); always forward.
        case jumpIfZero(by: UInt16)
        case jumpIfNonzero(by: UInt16)
        case jump(by: UInt16)
        case duplicate
        case drop
    }

    /// What a hit itself says.
    public enum Field: UInt8, CaseIterable, Hashable, Sendable, Codable {
        /// The slot's bytes before and after, zero-extended.
        case old, new
        case tid, pid, slot, pc
        /// The hits of the watch so far, this one included, shown or not.
        case hits
        /// 1 or 0.
        case changed, isRead, isWrite
        /// Nanoseconds since the session's start.
        case time
    }

    public enum Number: UInt8, Hashable, Sendable, Codable { case signed, unsigned, double, float }
    /// `logicalNot` gives 1 or 0.
    public enum Unary: UInt8, Hashable, Sendable, Codable { case negate, complement, logicalNot }
    /// Comparisons give 1 or 0. A division by zero ends the evaluation like unreadable memory.
    public enum Binary: UInt8, Hashable, Sendable, Codable {
        case add, subtract, multiply, divide, remainder, and, or, xor, shiftLeft, shiftRight
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    }

    public var needsAccess: Bool {
        instructions.contains { $0 == .field(.isRead) || $0 == .field(.isWrite) }
    }
    public var needsRegisters: Bool {
        instructions.contains { if case .register = $0 { true } else { false } }
    }
}
