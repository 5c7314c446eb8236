package import HitRules

/// A number that is known already, or the steps that compute it at a hit.
///
/// What is known is computed at once, by the same rules by which the condition's machine computes the rest.
package enum Computation: Hashable, Sendable {
    case known(UInt64)
    case steps([Condition.Instruction])

    package var known: UInt64? { if case .known(let bits) = self { bits } else { nil } }

    package var instructions: [Condition.Instruction] {
        switch self {
        case .known(let bits): [.constant(bits)]
        case .steps(let all): all
        }
    }

    package static let zero = Computation.known(0)

    // MARK: Bits

    /// Keeps the lowest bits and extends them to 64.
    package func extended(bitCount: Int, isSigned: Bool) -> Computation {
        guard (1..<64).contains(bitCount) else { return self }
        if case .known(let bits) = self { return .known(Self.extend(bits, bitCount, isSigned)) }
        return then(.extend(bitCount: UInt8(bitCount), isSigned: isSigned))
    }

    static func extend(_ bits: UInt64, _ bitCount: Int, _ isSigned: Bool) -> UInt64 {
        guard (1..<64).contains(bitCount) else { return bits }
        let unused = UInt64(64 - bitCount)
        return isSigned
            ? UInt64(bitPattern: Int64(bitPattern: bits << unused) >> Int64(unused)) : (bits << unused) >> unused
    }

    /// The bits of a word from `bitOffset` on, as a value of that type.
    package func extracting(bitOffset: Int, as type: ScalarType, bitCount: Int) -> Computation {
        let shifted = bitOffset > 0 ? integer(.shiftRight, .known(UInt64(bitOffset)), isSigned: false)! : self
        return shifted.extended(bitCount: bitCount, isSigned: type.isSigned && !type.isFloatingPoint)
    }

    /// An address so many bytes on.
    package func advanced(by bytes: Int64) -> Computation {
        bytes == 0 ? self : integer(.add, .known(UInt64(bitPattern: bytes)), isSigned: false)!
    }

    // MARK: Numbers

    package func converted(from: ScalarType, to: ScalarType) -> Computation {
        if from == to { return self }
        switch (from, to) {
        case (_, .boolean): return truth(of: from)
        case (_, .float), (_, .double): return converting(from.number, to.number)
        case (.float, .integer(let count, let isSigned)), (.double, .integer(let count, let isSigned)):
            return converting(from.number, to.number).extended(bitCount: count, isSigned: isSigned)
        case (_, .integer(let count, let isSigned)):
            let isKept = count > from.bitCount && (isSigned || !from.isSigned)
            return isKept ? self : extended(bitCount: count, isSigned: isSigned)
        }
    }

    private func converting(_ from: Condition.Number, _ to: Condition.Number) -> Computation {
        if case .known(let bits) = self { return .known(Arithmetic.convert(bits, from, to)) }
        return then(.convert(from: from, to: to))
    }

    /// 1 when the number is not zero, else 0.
    package func truth(of type: ScalarType) -> Computation {
        if type == .boolean { return self }
        return binary(.notEqual, .zero.converted(from: .int, to: type), type)!
    }

    package func unary(_ operation: Condition.Unary, _ type: ScalarType) -> Computation {
        let result: Computation =
            if case .known(let bits) = self { .known(Arithmetic.apply(operation, type.number, bits)) } else {
                then(.unary(operation, type.number))
            }
        if operation == .logicalNot || type.isFloatingPoint { return result }
        return result.extended(bitCount: type.bitCount, isSigned: type.isSigned)
    }

    /// Both operands are of the type. Of a comparison the result is an int; nil for what is not defined: a known division
    /// by zero, and bits of floating-point numbers.
    package func binary(_ operation: Condition.Binary, _ other: Computation, _ type: ScalarType) -> Computation? {
        if type.isFloatingPoint {
            guard !operation.isForIntegersOnly else { return nil }
            if case .known(let a) = self, case .known(let b) = other {
                return Arithmetic.apply(operation, type.number, a, b).map { .known($0) }
            }
            return then(other.instructions + [.binary(operation, type.number)])
        }
        var other = other
        if operation == .shiftLeft || operation == .shiftRight {
            // The machine takes 6 bits of the count, and the processor 5 for an int.
            other = other.integer(.and, .known(type.bitCount > 32 ? 63 : 31), isSigned: false) ?? other
        }
        guard let result = integer(operation, other, isSigned: type.isSigned) else { return nil }
        return operation.isComparison ? result : result.extended(bitCount: type.bitCount, isSigned: type.isSigned)
    }

    private func integer(_ operation: Condition.Binary, _ other: Computation, isSigned: Bool) -> Computation? {
        let number: Condition.Number = isSigned ? .signed : .unsigned
        if case .known(let b) = other {
            if case .known(let a) = self { return Arithmetic.apply(operation, number, a, b).map { .known($0) } }
            if b == 0, operation == .divide || operation == .remainder { return nil }
        }
        return then(other.instructions + [.binary(operation, number)])
    }

    // MARK: Memory and ways

    /// The bytes at this address, as an unsigned number.
    package func loaded(byteCount: Int) -> Computation { then(.load(byteCount: UInt8(byteCount))) }

    /// `condition ? first : second`, with the condition's truth as 0 or 1, or any integer.
    package func choosing(_ first: Computation, _ second: Computation) -> Computation {
        if case .known(let bits) = self { return bits != 0 ? first : second }
        let (one, two) = (first.instructions, second.instructions)
        return then(
            [.jumpIfZero(by: UInt16(clamping: one.count + 1))] + one + [.jump(by: UInt16(clamping: two.count))] + two)
    }

    private func then(_ more: Condition.Instruction) -> Computation { then([more]) }
    private func then(_ more: [Condition.Instruction]) -> Computation { .steps(instructions + more) }
}

extension Condition.Binary {
    package var isComparison: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: false
        }
    }

    package var isForIntegersOnly: Bool {
        switch self {
        case .remainder, .and, .or, .xor, .shiftLeft, .shiftRight: true
        default: false
        }
    }
}
