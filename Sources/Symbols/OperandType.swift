import ProgramModel

/// The type of something in an expression: one of the debugging information, or one that the expression itself makes.
indirect enum OperandType {
    case debug(TypePosition)
    /// C's own, a bit-field's, or what a hit's `old` and `new` are.
    case described(ValueType)
    /// Made by `&` or a cast; nil for `void`.
    case pointer(OperandType?)

    static func scalar(_ type: ScalarType) -> OperandType { .described(type.valueType) }
}

/// What can be done with a value of a type.
enum OperandShape {
    /// Fields described in the debugging information.
    case structure(DebugEntry)
    /// Fields known without it.
    case members([ValueType.Member])
    /// nil is `void`.
    case pointer(OperandType?)
    /// To a type that is not found by its name.
    case pointerToUnknown(String)
    case reference(OperandType)
    /// `count` is nil where the type does not say.
    case array(element: OperandType, count: Int?)
    case function
    case other
}

/// Reads types, in their two forms, with the image's help.
struct OperandTypes {
    let image: ProgramImage
    let reader: TypeReader

    init(image: ProgramImage) {
        self.image = image
        reader = TypeReader(definition: { image.definition(of: $0) })
    }

    func valueType(_ type: OperandType) -> ValueType {
        switch type {
        case .debug(let position): reader.valueType(of: position)
        case .described(let value): value
        case .pointer(let target):
            .pointer(target: target.map { name($0) } ?? "void", byteCount: image.memory.mode.wordSize)
        }
    }

    func name(_ type: OperandType) -> String {
        switch type {
        case .pointer(let target):
            // As C writes it: `char **`.
            return (target.map { name($0) } ?? "void") + " *"
        default: return valueType(type).name
        }
    }

    func byteCount(_ type: OperandType) -> Int { valueType(type).byteCount }

    func shape(_ type: OperandType) -> OperandShape {
        switch type {
        case .pointer(let target): return .pointer(target)
        case .described(let value): return shape(value)
        case .debug(let position):
            switch position.shape {
            case .structure(let entry): return .structure(entry)
            case .pointer(let target): return .pointer(target.map { .debug(TypePosition($0)) })
            case .reference(let target): return .reference(.debug(TypePosition(target)))
            case .array(let element, let count): return .array(element: .debug(element), count: count)
            case .other:
                if case .function = reader.valueType(of: position) { return .function }
                return .other
            }
        }
    }

    private func shape(_ value: ValueType) -> OperandShape {
        switch value {
        case .structure(_, _, let members): return .members(members)
        case .array(let element, let count): return .array(element: .described(element), count: count)
        case .function: return .function
        case .pointer(let target, _):
            if target == "void" { return .pointer(nil) }
            guard let name = TypeName(parsing: target), let found = type(name) else {
                return .pointerToUnknown(target)
            }
            return .pointer(found)
        default: return .other
        }
    }

    // MARK: By name

    /// nil when there is no such type, and for `void` itself.
    func type(_ name: TypeName) -> OperandType? {
        var found: OperandType?
        switch name.base {
        case .void: found = nil
        case .basic(let value): found = .described(value)
        case .named(let symbol, let keyword):
            if let entry = image.typeEntry(symbol, keyword: keyword) {
                found = .debug(TypePosition(entry))
            } else if keyword == nil, symbol.isBare, let value = Self.standard[symbol.path] {
                found = .described(value)
            } else {
                return nil
            }
        }
        for _ in 0..<name.pointerDepth { found = .pointer(found) }
        return found
    }

    /// The typedefs of <stdint.h> and <stddef.h>, for programs that do not tell them.
    private static let standard: [String: ValueType] = {
        var all: [String: ValueType] = [:]
        for bytes in [1, 2, 4, 8] {
            for (prefix, isSigned) in [("int", true), ("uint", false)] {
                let name = "\(prefix)\(bytes * 8)_t"
                all[name] = .integer(name: name, byteCount: bytes, isSigned: isSigned)
            }
        }
        for (name, isSigned) in [
            ("size_t", false), ("ssize_t", true), ("ptrdiff_t", true), ("intptr_t", true), ("uintptr_t", false),
            ("intmax_t", true), ("uintmax_t", false),
        ] {
            all[name] = .integer(name: name, byteCount: 8, isSigned: isSigned)
        }
        return all
    }()
}
