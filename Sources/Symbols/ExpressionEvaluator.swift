import CElfutils
import ProgramModel

/// What an expression names in a process, step by step: names through the image, pointers through the memory.
struct ExpressionEvaluator {
    let image: ProgramImage
    /// The stopped thread whose registers and locals may be named.
    let context: EvaluationContext?
    private let types: TypeReader

    init(image: ProgramImage, context: EvaluationContext? = nil) {
        self.image = image
        self.context = context
        types = TypeReader(definition: { image.definition(of: $0) })
    }

    /// A piece of memory with what is known of it.
    private struct Place {
        var address: UInt64
        var type: TypePosition?
        var size: UInt64?
        var isFunction = false
    }

    func resolve(_ text: String) throws(ExpressionError) -> ResolvedExpression {
        if let colon = text.lastIndex(of: ":"), colon > text.startIndex, text[text.index(before: colon)] != ":",
            Int(text[text.index(after: colon)...]) != nil
        {
            // `file:line` names code, as an execute watch wants it.
            let addresses = try image.location(text)
            return ResolvedExpression(address: addresses[0], type: nil, byteCount: nil, isFunction: true)
        }
        let place = try evaluate(try Expression(parsing: text))
        if place.isFunction {
            return ResolvedExpression(address: place.address, type: nil, byteCount: nil, isFunction: true)
        }
        let type = place.type.map { types.valueType(of: $0) }
        var size = place.size.flatMap { Int(exactly: $0) }
        if let type, type.byteCount > 0 { size = type.byteCount }
        return ResolvedExpression(address: place.address, type: type, byteCount: size, isFunction: false)
    }

    private func evaluate(_ expression: Expression) throws(ExpressionError) -> Place {
        switch expression {
        case .number(let value, _): return Place(address: value)
        case .name(let name, let column):
            let symbol = try image.resolve(name, column: column)
            let place = Place(
                address: symbol.address, type: symbol.type.map { TypePosition($0) }, size: symbol.size,
                isFunction: symbol.isFunction)
            return try followingReference(place, column: column)
        case .offset(let base, let bytes, _):
            return advance(try evaluate(base), by: bytes)
        case .addressOf(let base, _): return try evaluate(base)
        case .dereference(.number(let address, _), _): return Place(address: address)
        case .dereference(let base, let column): return try dereference(try evaluate(base), column: column)
        case .member(let base, let name, let column):
            return try member(name, of: try evaluate(base), column: column)
        case .pointerMember(let base, let name, let column):
            return try pointerMember(name, of: try evaluate(base), column: column)
        case .index(let base, let index, let column):
            return try element(try number(index), of: try evaluate(base), column: column, indexColumn: index.column)
        }
    }

    /// A place so many bytes on. Inside of what the name stands for, its size is a slot's that reaches over no neighbour.
    private func advance(_ place: Place, by bytes: Int64) -> Place {
        if bytes == 0 { return place }
        var moved = Place(address: place.address &+ UInt64(bitPattern: bytes), isFunction: place.isFunction)
        let whole = place.type.map { UInt64(max(0, types.valueType(of: $0).byteCount)) } ?? place.size ?? 0
        if let skipped = UInt64(exactly: bytes), skipped < whole, !place.isFunction {
            moved.size = [8, 4, 2, 1].first { moved.address % $0 == 0 && $0 <= whole - skipped }
        }
        return moved
    }

    // MARK: Pointers

    private func dereference(_ place: Place, column: Int) throws(ExpressionError) -> Place {
        guard let type = place.type else { throw untyped(place, "followed", column: column) }
        switch type.shape {
        case .pointer(let target?):
            return Place(address: try pointer(at: place.address, column: column), type: TypePosition(target))
        case .pointer(nil): return Place(address: try pointer(at: place.address, column: column))
        case .array(let element, _): return Place(address: place.address, type: element)
        default: throw ExpressionError("'\(name(type))' is not a pointer", column: column)
        }
    }

    private func followingReference(_ place: Place, column: Int) throws(ExpressionError) -> Place {
        guard let type = place.type, case .reference(let target) = type.shape else { return place }
        return Place(address: try pointer(at: place.address, column: column), type: TypePosition(target))
    }

    private func pointer(at address: UInt64, column: Int) throws(ExpressionError) -> UInt64 {
        guard let value = image.memory.readNumber(address, byteCount: 8) else {
            throw ExpressionError(
                "the pointer at \(NumberText.hexadecimal(address)) cannot be read", column: column)
        }
        guard value != 0 else { throw ExpressionError("the pointer is null now", column: column) }
        return value
    }

    // MARK: Members

    private func member(_ name: String, of place: Place, column: Int) throws(ExpressionError) -> Place {
        guard let type = place.type else { throw untyped(place, "taken apart", column: column) }
        if case .pointer = type.shape {
            throw ExpressionError(
                "'\(self.name(type))' is a pointer; use ->", column: column, suggestions: ["->\(name)"])
        }
        guard case .structure(let entry) = type.shape else {
            throw ExpressionError("'\(self.name(type))' has no fields", column: column)
        }
        return try field(name, of: entry, at: place.address, type: type, column: column)
    }

    private func pointerMember(_ name: String, of place: Place, column: Int) throws(ExpressionError) -> Place {
        guard let type = place.type else { throw untyped(place, "followed", column: column) }
        if case .structure = type.shape {
            throw ExpressionError(
                "'\(self.name(type))' is not a pointer; use .", column: column, suggestions: [".\(name)"])
        }
        return try member(name, of: try dereference(place, column: column), column: column)
    }

    private func field(_ name: String, of entry: DebugEntry, at address: UInt64, type: TypePosition, column: Int)
        throws(ExpressionError) -> Place
    {
        let whole = entry.has(DW_AT_declaration) ? image.definition(of: entry) ?? entry : entry
        let fields = StructFields(of: whole) { image.definition(of: $0) }
        if let found = fields.find(name) {
            let start = address &+ UInt64(bitPattern: Int64(found.byteOffset))
            if let bits = found.member.bitCount {
                let word = found.member.storage
                let shift = found.byteOffset - found.member.byteOffset
                let first = found.member.bitOffset - word.byteOffset * 8
                let at = address &+ UInt64(bitPattern: Int64(shift + word.byteOffset))
                throw ExpressionError(
                    "'\(DisplayText.sanitized(name))' is a bit-field: bits \(first) to \(first + bits - 1) of the "
                        + "\(word.byteCount)-byte word at \(NumberText.hexadecimal(at)); watch that word",
                    column: column, suggestions: ["\(NumberText.hexadecimal(at))/\(word.byteCount)"])
            }
            return try followingReference(
                Place(address: start, type: TypePosition(found.member.type)), column: column)
        }
        if whole.has(DW_AT_declaration) {
            throw ExpressionError(
                "the fields of '\(self.name(type))' are not known: it is only declared here", column: column)
        }
        let bases = fields.unknownBases.map { "; the fields of its base \(DisplayText.sanitized($0)) are not known" }
        throw ExpressionError(
            "no field '\(DisplayText.sanitized(name))' in \(self.name(type))\(bases.first ?? "")", column: column,
            suggestions: NameSuggestions.nearest(to: name, among: fields.names))
    }

    // MARK: Elements

    private func element(_ index: UInt64, of place: Place, column: Int, indexColumn: Int) throws(ExpressionError)
        -> Place
    {
        guard let type = place.type else { throw untyped(place, "indexed", column: column) }
        let start: UInt64
        let element: TypePosition
        switch type.shape {
        case .array(let position, let count):
            if let count, index >= count {
                throw ExpressionError(
                    count == 0 ? "the array has no elements" : "the array ends with index \(count - 1)",
                    column: indexColumn)
            }
            start = place.address
            element = position
        case .pointer(let target?):
            start = try pointer(at: place.address, column: column)
            element = TypePosition(target)
        case .pointer(nil): throw ExpressionError("a pointer to void cannot be indexed", column: column)
        default: throw ExpressionError("'\(name(type))' is not an array or a pointer", column: column)
        }
        let stride = types.valueType(of: element).byteCount
        guard stride > 0 else { throw ExpressionError("the size of an element is not known", column: column) }
        return Place(address: start &+ index &* UInt64(stride), type: element)
    }

    /// The value of an index: a number, or an integer variable as it is now.
    private func number(_ expression: Expression) throws(ExpressionError) -> UInt64 {
        if case .number(let value, _) = expression { return value }
        let place = try evaluate(expression)
        guard let type = place.type else {
            throw ExpressionError("the index is not an integer variable", column: expression.column)
        }
        switch types.valueType(of: type) {
        case .integer(_, let count, let isSigned), .character(_, let count, let isSigned),
            .enumeration(_, let count, let isSigned, _):
            guard let bits = image.memory.readNumber(place.address, byteCount: count) else {
                throw ExpressionError("the index cannot be read", column: expression.column)
            }
            if isSigned, count > 0, bits >> UInt64(count * 8 - 1) & 1 == 1 {
                throw ExpressionError("the index is negative now", column: expression.column)
            }
            return bits
        default: throw ExpressionError("the index is not an integer variable", column: expression.column)
        }
    }

    // MARK: Words

    private func name(_ type: TypePosition) -> String { types.valueType(of: type).name }

    private func untyped(_ place: Place, _ verb: String, column: Int) -> ExpressionError {
        if place.isFunction { return ExpressionError("a function cannot be \(verb)", column: column) }
        return ExpressionError(
            "the type of what is at \(NumberText.hexadecimal(place.address)) is not known, so it cannot be \(verb)",
            column: column)
    }
}
