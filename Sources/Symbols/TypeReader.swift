import CElfutils
import ProgramModel

/// Types of the debugging information as values. Broken or endless descriptions end in `opaque` types.
struct TypeReader {
    /// Finds the definition of a struct that a unit only declares.
    var definition: (DebugEntry) -> DebugEntry?

    static let maximumDepth = 32
    static let maximumMembers = 4096
    /// Parts of parts that one type may have in all: structs of structs multiply.
    private static let maximumParts = 16384
    private let remainingParts = Counter(0)

    init(definition: @escaping (DebugEntry) -> DebugEntry?) { self.definition = definition }

    func valueType(of position: TypePosition) -> ValueType {
        remainingParts.value = Self.maximumParts
        return valueType(of: position, depth: 0)
    }

    func valueType(of position: TypePosition, depth: Int) -> ValueType {
        remainingParts.value -= 1
        let (entry, typedefName) = Self.peel(position.entry)
        let name = typedefName ?? self.name(of: entry, depth: depth)
        let size = Self.byteCount(of: entry)
        guard depth < Self.maximumDepth, remainingParts.value > 0 else { return .opaque(name: name, byteCount: size) }
        switch entry.tag {
        case DW_TAG_base_type: return baseType(entry, name: name, size: size)
        case DW_TAG_enumeration_type: return enumeration(entry, name: name, size: size)
        case DW_TAG_ptr_to_member_type: return memberPointer(entry, name: name)
        case DW_TAG_pointer_type:
            return .pointer(target: targetName(entry, depth: depth), byteCount: size == 0 ? 8 : size)
        case DW_TAG_reference_type, DW_TAG_rvalue_reference_type:
            return .pointer(target: targetName(entry, depth: depth), byteCount: size == 0 ? 8 : size)
        case DW_TAG_structure_type, DW_TAG_class_type, DW_TAG_union_type:
            if let type = swiftType(entry, depth: depth + 1) { return type }
            let whole = entry.has(DW_AT_declaration) ? definition(entry) ?? entry : entry
            return .structure(
                name: name, byteCount: Self.byteCount(of: whole), members: members(of: whole, depth: depth + 1))
        case DW_TAG_array_type:
            guard let element = entry.type else { return .opaque(name: name, byteCount: size) }
            let dimensions = Self.dimensions(of: entry).dropFirst(position.dimensionsTaken)
            return dimensions.reversed().reduce(valueType(of: TypePosition(element), depth: depth + 1)) {
                .array(element: $0, count: $1 ?? 0)
            }
        case DW_TAG_subroutine_type: return .function(name: name)
        case DW_TAG_unspecified_type where name == "decltype(nullptr)" || name == "std::nullptr_t":
            return .pointer(target: "void", byteCount: 8)
        default: return .opaque(name: name, byteCount: size)
        }
    }

    private func targetName(_ pointer: DebugEntry, depth: Int) -> String {
        pointer.type.map { name(of: $0, depth: depth + 1) } ?? "void"
    }

    // MARK: Kinds of types

    private func baseType(_ entry: DebugEntry, name: String, size: Int) -> ValueType {
        // C has these as other names of its integers.
        let isCharacter = ["wchar_t", "char8_t", "char16_t", "char32_t"].contains(name)
        switch Int(entry.number(DW_AT_encoding) ?? 0) {
        case DW_ATE_signed where isCharacter: return character(name, size, isSigned: true)
        case DW_ATE_unsigned where isCharacter: return character(name, size, isSigned: false)
        case DW_ATE_complex_float where [8, 16, 32].contains(size):
            let part = ValueType.floatingPoint(name: name, byteCount: size / 2)
            return .structure(
                name: name, byteCount: size,
                members: [
                    .init(name: "real", byteOffset: 0, type: part),
                    .init(name: "imaginary", byteOffset: size / 2, type: part),
                ])
        case DW_ATE_boolean: return .boolean(name: name, byteCount: size)
        case DW_ATE_float where [2, 4, 8, 10, 12, 16].contains(size): return .floatingPoint(name: name, byteCount: size)
        case DW_ATE_signed: return .integer(name: name, byteCount: size, isSigned: true)
        case DW_ATE_unsigned: return .integer(name: name, byteCount: size, isSigned: false)
        case DW_ATE_signed_char: return character(name, size, isSigned: true)
        case DW_ATE_unsigned_char, DW_ATE_UTF, DW_ATE_ASCII, DW_ATE_UCS: return character(name, size, isSigned: false)
        case DW_ATE_address: return .pointer(target: "void", byteCount: size)
        default: return .opaque(name: name, byteCount: size)
        }
    }

    /// The small numbers that C calls characters are meant as numbers where their name says so.
    private func character(_ name: String, _ size: Int, isSigned: Bool) -> ValueType {
        ["int8_t", "uint8_t", "u_int8_t", "__int8_t", "__uint8_t", "__s8", "__u8", "s8", "u8"].contains(name)
            ? .integer(name: name, byteCount: size, isSigned: isSigned)
            : .character(name: name, byteCount: size, isSigned: isSigned)
    }

    private func enumeration(_ entry: DebugEntry, name: String, size: Int) -> ValueType {
        var isSigned = false
        if let base = entry.type.map({ Self.peel($0).entry }) {
            isSigned = [DW_ATE_signed, DW_ATE_signed_char].contains(Int(base.number(DW_AT_encoding) ?? 0))
        }
        var cases: [ValueType.EnumerationCase] = []
        entry.forEachChild { child in
            guard child.tag == DW_TAG_enumerator, let value = child.attribute(DW_AT_const_value) else { return true }
            let isNumberSigned = isSigned || value.form == DW_FORM_sdata
            let number = isNumberSigned ? value.signed : value.unsigned.map { Int64(bitPattern: $0) }
            if let number { cases.append(.init(name: Self.name(child), value: number)) }
            return cases.count < Self.maximumMembers
        }
        return .enumeration(
            name: name, byteCount: size, isSigned: isSigned || cases.contains { $0.value < 0 }, cases: cases)
    }

    /// A pointer to a member function is a function (or its position in the table of virtual ones) and an adjustment of
    /// `this`; to a data member its position in the class, -1 for none (Itanium C++ ABI).
    private func memberPointer(_ entry: DebugEntry, name: String) -> ValueType {
        let position = ValueType.integer(name: name, byteCount: 8, isSigned: true)
        guard let target = entry.type, Self.peel(target).entry.tag == DW_TAG_subroutine_type else { return position }
        return .structure(
            name: name, byteCount: 16,
            members: [
                .init(name: "function", byteOffset: 0, type: .pointer(target: "void", byteCount: 8)),
                .init(name: "adjustment", byteOffset: 8, type: position),
            ])
    }

    // MARK: Names

    static func name(_ entry: DebugEntry) -> String { DisplayText.sanitized(entry.name ?? "") }

    /// As C spells it.
    func name(of type: DebugEntry, depth: Int = 0) -> String {
        guard depth < Self.maximumDepth else { return "…" }
        func inner() -> String { type.type.map { name(of: $0, depth: depth + 1) } ?? "void" }
        switch type.tag {
        case DW_TAG_pointer_type: return inner() + " *"
        case DW_TAG_reference_type: return inner() + " &"
        case DW_TAG_rvalue_reference_type: return inner() + " &&"
        case DW_TAG_ptr_to_member_type:
            let owner = type.reference(DW_AT_containing_type).map { Self.name($0) } ?? ""
            return inner() + " " + owner + "::*"
        case DW_TAG_const_type: return "const " + inner()
        case DW_TAG_volatile_type: return "volatile " + inner()
        case DW_TAG_atomic_type: return "_Atomic " + inner()
        case DW_TAG_restrict_type: return inner()
        case DW_TAG_array_type:
            return inner() + " " + Self.dimensions(of: type).map { "[\($0.map(String.init) ?? "")]" }.joined()
        case DW_TAG_subroutine_type:
            let parameters = type.children.compactMap { child -> String? in
                if child.tag == DW_TAG_unspecified_parameters { return "..." }
                guard child.tag == DW_TAG_formal_parameter else { return nil }
                return child.type.map { name(of: $0, depth: depth + 1) } ?? "void"
            }
            return inner() + " (" + parameters.joined(separator: ", ") + ")"
        case DW_TAG_structure_type: return tagged("struct", type)
        case DW_TAG_union_type: return tagged("union", type)
        case DW_TAG_enumeration_type: return tagged("enum", type)
        default: return Self.name(type)
        }
    }

    private func tagged(_ keyword: String, _ type: DebugEntry) -> String {
        let name = Self.name(type)
        if name.isEmpty { return keyword + " {…}" }
        return type.isFromC ? keyword + " " + name : name
    }

    // MARK: Facts of a type's entry

    /// The type under its typedefs and qualifiers, and the outermost typedef's name.
    static func peel(_ type: DebugEntry) -> (entry: DebugEntry, typedefName: String?) {
        var entry = type
        var typedefName: String?
        for _ in 0..<maximumDepth {
            switch entry.tag {
            case DW_TAG_typedef: typedefName = typedefName ?? name(entry)
            case DW_TAG_const_type, DW_TAG_volatile_type, DW_TAG_restrict_type, DW_TAG_atomic_type, DW_TAG_shared_type,
                DW_TAG_immutable_type, DW_TAG_packed_type:
                break
            default: return (entry, typedefName)
            }
            guard let next = entry.type else { return (entry, typedefName) }
            entry = next
        }
        return (entry, typedefName)
    }

    /// Bytes; 0 when the type does not say.
    static func byteCount(of type: DebugEntry) -> Int {
        var die = type.die
        var size: Dwarf_Word = 0
        guard dwarf_aggregate_size(&die, &size) == 0 else { return 0 }
        // A size beyond any address space is a broken description.
        return size < 1 << 47 ? Int(size) : 0
    }

    /// Elements in each dimension, the outermost first; nil where the type does not say.
    static func dimensions(of array: DebugEntry) -> [Int?] {
        var counts: [Int?] = []
        array.forEachChild { child in
            guard child.tag == DW_TAG_subrange_type || child.tag == DW_TAG_enumeration_type else { return true }
            if let count = child.number(DW_AT_count) {
                counts.append(count < 1 << 40 ? Int(count) : nil)
            } else if let last = child.number(DW_AT_upper_bound) {
                let first = child.number(DW_AT_lower_bound) ?? 0
                // gcc gives an array of no elements the last index -1.
                counts.append(last &- first &+ 1 < 1 << 40 ? Int(last &- first &+ 1) : nil)
            } else {
                counts.append(nil)
            }
            return counts.count < maximumDepth
        }
        return counts.isEmpty ? [nil] : counts
    }
}

/// A number that copies of a value share.
private final class Counter {
    var value: Int
    init(_ value: Int) { self.value = value }
}

extension DebugEntry {
    /// Whether the entry's unit is written in C, where a struct's name has its keyword.
    var isFromC: Bool {
        var die = die
        var unit = Dwarf_Die()
        guard dwarf_diecu(&die, &unit, nil, nil) != nil else { return true }
        guard let language = DebugEntry(unit).number(DW_AT_language) else { return true }
        return [DW_LANG_C, DW_LANG_C89, DW_LANG_C99, DW_LANG_C11].contains(Int(language))
            // C17, as DWARF 6 numbers it and newer compilers emit it.
            || language == 0x2C
    }
}
