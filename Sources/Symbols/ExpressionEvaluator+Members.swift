import CElfutils
import HitRules
import ProgramModel

/// Fields of structs, classes and unions.
extension ExpressionEvaluator {
    func member(_ name: String, of operand: Operand, column: Int) throws(ExpressionError) -> Operand {
        guard let type = self.type(of: operand) else {
            guard case .place(let place) = operand else { throw ExpressionError("there is no value", column: column) }
            throw untyped(place, "taken apart", column: column)
        }
        switch types.shape(type) {
        case .pointer, .pointerToUnknown:
            throw ExpressionError(
                "'\(types.name(type))' is a pointer; use ->", column: column, suggestions: ["->\(name)"])
        case .structure(let entry):
            guard case .place(let place) = operand else { throw notANumber(type, column: column) }
            return .place(try field(name, of: entry, in: place, type: type, column: column))
        case .members(let members):
            return try field(name, of: members, in: operand, type: type, column: column)
        default: throw ExpressionError("'\(types.name(type))' has no fields", column: column)
        }
    }

    func pointerMember(_ name: String, of operand: Operand, column: Int) throws(ExpressionError) -> Operand {
        guard let type = self.type(of: operand) else {
            guard case .place(let place) = operand else { throw ExpressionError("there is no value", column: column) }
            throw untyped(place, "followed", column: column)
        }
        switch types.shape(type) {
        case .structure, .members:
            throw ExpressionError(
                "'\(types.name(type))' is not a pointer; use .", column: column, suggestions: [".\(name)"])
        case .pointerToUnknown(let target):
            throw ExpressionError("the fields of '\(target)' are not known", column: column)
        default:
            return try member(
                name, of: .place(try dereference(operand, isAddress: false, column: column)), column: column)
        }
    }

    // MARK: Described in the debugging information

    private func field(
        _ name: String, of entry: DebugEntry, in place: Place, type: OperandType, column: Int
    ) throws(ExpressionError) -> Place {
        let whole = entry.has(DW_AT_declaration) ? image.definition(of: entry) ?? entry : entry
        let fields = StructFields(of: whole) { image.definition(of: $0) }
        guard let found = fields.find(name) else {
            throw noField(name, in: type, isDeclared: whole.has(DW_AT_declaration), fields, column: column)
        }
        if let bits = found.member.bitCount {
            let start = (found.byteOffset - found.member.byteOffset) * 8 + found.member.bitOffset
            return try bitField(name, found.member, start..<(start + bits), in: place, column: column)
        }
        return try followingReference(
            Place(
                address: place.address.advanced(by: Int64(found.byteOffset)),
                type: .debug(TypePosition(found.member.type)), frame: place.frame), column: column)
    }

    /// The smallest aligned word that holds all bits of a bit-field.
    ///
    /// - Parameter bits: from the first bit of the struct.
    private func bitField(
        _ name: String, _ member: StructMember, _ bits: Range<Int>, in place: Place, column: Int
    ) throws(ExpressionError) -> Place {
        // Only the lowest bits of the address count; what is computed at a hit is aligned, as compilers align structs.
        let misaligned = Int((place.address.known ?? 0) & 7)
        let (first, last) = (bits.lowerBound / 8 + misaligned, (bits.upperBound - 1) / 8 + misaligned)
        guard bits.count > 0, let size = [1, 2, 4, 8].first(where: { first / $0 == last / $0 }) else {
            throw ExpressionError(
                "'\(DisplayText.sanitized(name))' is a bit-field that lies across two words; watch its bytes",
                column: column)
        }
        let word = first / size * size - misaligned
        let type = ValueType.bitField(
            of: types.reader.valueType(of: TypePosition(member.type)), byteCount: size,
            bitOffset: bits.lowerBound - word * 8, bitCount: bits.count)
        return Place(
            address: place.address.advanced(by: Int64(word)), type: .described(type), frame: place.frame)
    }

    private func noField(
        _ name: String, in type: OperandType, isDeclared: Bool, _ fields: StructFields, column: Int
    ) -> ExpressionError {
        if isDeclared {
            return ExpressionError(
                "the fields of '\(types.name(type))' are not known: it is only declared here", column: column)
        }
        let bases = fields.unknownBases.map { "; the fields of its base \(DisplayText.sanitized($0)) are not known" }
        return ExpressionError(
            "no field '\(DisplayText.sanitized(name))' in \(types.name(type))\(bases.first ?? "")", column: column,
            suggestions: NameSuggestions.nearest(to: name, among: fields.names))
    }

    // MARK: Known without it

    private func field(
        _ name: String, of members: [ValueType.Member], in operand: Operand, type: OperandType, column: Int
    ) throws(ExpressionError) -> Operand {
        guard let found = Self.find(name, in: members, depth: 0) else {
            throw ExpressionError(
                "no field '\(DisplayText.sanitized(name))' in \(types.name(type))", column: column,
                suggestions: NameSuggestions.nearest(to: name, among: members.map(\.name)))
        }
        switch operand {
        case .value(let value):
            return .value(try piece(of: value, at: found.byteOffset, found.type, column: column))
        case .place(let place):
            return .place(
                Place(
                    address: place.address.advanced(by: Int64(found.byteOffset)), type: .described(found.type),
                    frame: place.frame))
        }
    }

    /// A member of that name, those of anonymous members and then of bases included.
    private static func find(_ name: String, in members: [ValueType.Member], depth: Int) -> ValueType.Member? {
        if let own = members.first(where: { $0.name == name }) { return own }
        guard depth < 8 else { return nil }
        for member in members {
            guard case .structure(let type, _, let inner) = member.type,
                member.name.isEmpty || member.name == type,
                var found = find(name, in: inner, depth: depth + 1)
            else { continue }
            found.byteOffset += member.byteOffset
            return found
        }
        return nil
    }

    /// A part of an aggregate of which only the bytes are known.
    func piece(of value: TypedValue, at offset: Int, _ type: ValueType, column: Int) throws(ExpressionError)
        -> TypedValue
    {
        guard offset >= 0, type.byteCount > 0, offset <= 8 - min(type.byteCount, 8), type.byteCount <= 8 else {
            throw ExpressionError("it lies outside of the bytes that a hit carries", column: column)
        }
        let word = value.bits.extracting(
            bitOffset: offset * 8, as: .unsignedLong, bitCount: type.byteCount * 8)
        return TypedValue(word.decoded(as: type), .described(type))
    }
}
