import CElfutils
import ProgramModel

/// What lies at a place inside of a variable, as C writes it: `.limits[2].max`, and the bytes that are left.
struct MemberPath {
    private(set) var text = ""
    private(set) var rest: UInt64

    /// Whether the last step led into a part without a name, which cannot stand for itself.
    private var isInUnnamed = false

    private static let maximumDepth = 32

    /// - Parameters:
    ///   - offset: bytes from the variable's start. The outermost part that starts there is named.
    ///   - definition: finds the definition of a struct that is only declared in its unit.
    init(to offset: UInt64, in type: TypePosition, definition: (DebugEntry) -> DebugEntry?) {
        rest = offset
        var position = type
        for _ in 0..<Self.maximumDepth where rest > 0 || isInUnnamed {
            guard let inner = step(into: position, definition: definition) else { return }
            position = inner
        }
    }

    private mutating func step(into position: TypePosition, definition: (DebugEntry) -> DebugEntry?) -> TypePosition? {
        switch position.shape {
        case .structure(let entry):
            let whole = entry.has(DW_AT_declaration) ? definition(entry) ?? entry : entry
            guard let member = member(of: whole) else { return nil }
            rest -= UInt64(member.byteOffset)
            let name = member.isBase ? "" : member.entry.name ?? ""
            isInUnnamed = name.isEmpty
            if !name.isEmpty { text += "." + DisplayText.sanitized(name) }
            return TypePosition(member.type)
        case .array(let element, let count):
            let size = UInt64(clamping: Self.byteCount(of: element))
            guard size > 0, rest / size < UInt64(clamping: count ?? .max) else { return nil }
            isInUnnamed = false
            text += "[\(rest / size)]"
            rest %= size
            return element
        default: return nil
        }
    }

    /// The first member around the place: of a union's the first, of bit-fields the first with bits in that byte.
    private func member(of structure: DebugEntry) -> StructMember? {
        var found: StructMember?
        structure.forEachChild { child in
            guard let member = StructMember(child) else { return true }
            guard let bits = member.bitCount else {
                if member.byteOffset >= 0, UInt64(member.byteOffset) <= rest,
                    rest - UInt64(member.byteOffset) < UInt64(Self.byteCount(of: TypePosition(member.type)))
                {
                    found = member
                }
                return found == nil
            }
            guard let first = UInt64(exactly: member.bitOffset), bits > 0, rest < 1 << 40,
                first < (rest + 1) * 8, first + UInt64(bits) > rest * 8
            else { return true }
            found = member
            found?.byteOffset = Int(rest)
            return false
        }
        return found
    }

    private static func byteCount(of position: TypePosition) -> Int {
        let peeled = position.peeled
        guard peeled.tag == DW_TAG_array_type else { return TypeReader.byteCount(of: peeled) }
        guard let element = peeled.type else { return 0 }
        var size = byteCount(of: TypePosition(element))
        for count in TypeReader.dimensions(of: peeled).dropFirst(position.dimensionsTaken) {
            let (product, isTooLarge) = size.multipliedReportingOverflow(by: Int(count ?? 0))
            size = isTooLarge ? 0 : product
        }
        return size
    }
}
