extension ValueFormatter {
    /// The reading of a part of which all bytes are there.
    func whole(_ node: ValueNode, in window: ByteWindow) -> String {
        let bytes = node.bytes
        switch node.type {
        case .bitField(let type, let byteCount, let bitOffset, let bitCount):
            guard let field = BitRange(byteCount: byteCount, bitOffset: bitOffset, bitCount: bitCount) else { break }
            return number(window.bits(field, at: node.start), bitCount: bitCount, type: type)
                ?? NumberText.hexadecimal(window.bits(field, at: node.start))
        case .structure(_, _, let members) where !members.isEmpty: return structure(node, members, in: window)
        case .array(.character(_, let size, _), let count) where node.type.isText:
            return string(at: node.start, count: count, unit: size, in: window)
        case .array(let element, let count):
            return list(count) { index in
                let start = node.start + index * element.byteCount
                return ValueNode(type: element, start: start).map { part($0, in: window) } ?? "?"
            }
        case .pointer(_, let byteCount) where byteCount == 8:
            let address = window.bits(at: node.start, byteCount: 8)
            let name = names[address].map { " <" + DisplayText.sanitized($0) + ">" }
            return NumberText.hexadecimal(address) + (name ?? "")
        default:
            guard (1...16).contains(bytes.count) else { break }
            let raw = window.wide(at: bytes.lowerBound, byteCount: bytes.count)
            if let text = number(raw, bitCount: bytes.count * 8, type: node.type) { return text }
        }
        return window.hexadecimal(in: bytes)
    }

    /// The reading of a single value's bits, with nothing above them; nil for a type that is no number.
    private func number(_ raw: UInt128, bitCount: Int, type: ValueType) -> String? {
        func value(isSigned: Bool) -> Int128 {
            let unused = UInt128(128 - bitCount)
            let shifted = Int128(truncatingIfNeeded: raw << unused)
            return isSigned ? shifted >> Int128(unused) : Int128(truncatingIfNeeded: raw)
        }
        switch type.unwrapped {
        case .integer(_, _, let isSigned): return isSigned ? String(value(isSigned: true)) : String(raw)
        case .boolean: return raw == 0 ? "false" : raw == 1 ? "true" : "true (\(raw))"
        case .character(_, let byteCount, let isSigned):
            guard bitCount <= 64 else { return nil }
            let literal = CharacterText.literal(UInt64(truncatingIfNeeded: raw), byteCount: byteCount)
            return literal + " " + String(value(isSigned: isSigned))
        case .floatingPoint(let name, _):
            return FloatingPointText.text(raw, byteCount: bitCount / 8, name: name)
        case .enumeration(_, _, let isSigned, let cases):
            guard bitCount <= 64 else { return nil }
            return EnumerationText.text(
                number: value(isSigned: isSigned), bits: UInt64(truncatingIfNeeded: raw), cases: cases)
        default: return nil
        }
    }

    /// A part that a broken description may place outside of the value.
    private func part(_ node: ValueNode, in window: ByteWindow) -> String {
        window.covers(node.bytes) ? whole(node, in: window) : "?"
    }

    /// Text in `count` characters of `unit` bytes, which are there.
    func string(at start: Int, count: Int, unit: Int, in window: ByteWindow) -> String {
        let shown = min(count, budget)
        return CharacterText.string((0..<shown).map { window.bits(at: start + $0 * unit, byteCount: unit) }, unit)
    }

    /// `{a, b, c}`, no longer than is worth making.
    private func list(_ count: Int, _ text: (Int) -> String) -> String {
        var result = "{"
        for index in 0..<max(count, 0) {
            if index > 0 { result += ", " }
            guard result.utf8.count <= budget else { return result }
            result += text(index)
        }
        return result + "}"
    }

    // MARK: Structs and unions

    private func structure(_ node: ValueNode, _ members: [ValueType.Member], in window: ByteWindow) -> String {
        if let text = StandardString.text(of: members, at: node.start, in: window) { return text }
        switch node.variant(in: window) {
        case nil: return braces(members, at: node.start, in: window)
        case .active(let variant):
            let common = members.filter { $0.discriminant == nil }
            let text = variantText(variant, at: node.start, in: window)
            guard !common.isEmpty else { return text }
            return text + " " + braces(common, at: node.start, in: window)
        case .invalid, .unknown: return window.hexadecimal(in: node.bytes)
        }
    }

    /// `Unit`, `Circle(1.5)`, `Rect{w=1, h=2}`.
    private func variantText(_ variant: ValueType.Member, at start: Int, in window: ByteWindow) -> String {
        let name = DisplayText.sanitized(variant.name)
        let position = start.addingReportingOverflow(variant.byteOffset)
        guard !position.overflow, let node = ValueNode(type: variant.type, start: position.partialValue),
            window.covers(node.bytes)
        else { return name + "(?)" }
        guard case .structure(_, _, let members) = variant.type else { return name + "(\(whole(node, in: window)))" }
        return members.isEmpty ? name : name + braces(members, at: node.start, in: window)
    }

    /// `{x=3, y=4}`; a tuple as `(3, 4)`.
    private func braces(_ members: [ValueType.Member], at start: Int, in window: ByteWindow) -> String {
        let isTuple = members.allSatisfy(\.isTupleElement)
        var parts = PartList()
        append(members, at: start, isTuple: isTuple, in: window, to: &parts)
        return (isTuple ? "(" : "{") + parts.text + (isTuple ? ")" : "}")
    }

    private func append(
        _ members: [ValueType.Member], at start: Int, isTuple: Bool, in window: ByteWindow, to parts: inout PartList
    ) {
        for member in members where parts.text.utf8.count <= budget {
            let prefix = isTuple || member.name.isEmpty ? "" : DisplayText.sanitized(member.name) + "="
            let position = start.addingReportingOverflow(member.byteOffset)
            guard !position.overflow, let node = ValueNode(type: member.type, start: position.partialValue) else {
                parts.append(prefix + "?", bits: 0..<0)
                continue
            }
            if member.isTransparent, node.variant(in: window) == nil,
                case .structure(_, _, let inner) = member.type
            {
                append(inner, at: node.start, isTuple: false, in: window, to: &parts)
            } else {
                parts.append(prefix + part(node, in: window), bits: node.bits)
            }
        }
    }
}
