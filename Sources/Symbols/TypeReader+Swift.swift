import CElfutils
import ProgramModel

/// Swift describes its types by their mangled names and sizes only; what the members are is the runtime's knowledge.
extension TypeReader {
    /// A type of Swift's standard library, or a class reference; nil for any other type. A struct of a program is
    /// described without its members, and stays bytes.
    func swiftType(_ entry: DebugEntry, depth: Int) -> ValueType? {
        guard depth < Self.maximumDepth else { return nil }
        if entry.name == nil, let inner = Self.onlyMember(of: entry), let mangled = Self.mangledName(inner) {
            // A generic type: its size is the outer struct's, its name and arguments are the inner one's.
            return generic(mangled, inner, byteCount: Self.byteCount(of: entry), depth: depth)
        }
        guard let mangled = Self.mangledName(entry) else { return nil }
        let byteCount = Self.byteCount(of: entry)
        let name = Demangler.swiftTypeName(mangled)
        if mangled.hasSuffix("CD"), byteCount == 8 { return .pointer(target: name, byteCount: 8) }
        return Self.primitive(name, byteCount: byteCount) ?? .opaque(name: name, byteCount: byteCount)
    }

    private static func primitive(_ name: String, byteCount: Int) -> ValueType? {
        switch name {
        case "Swift.Int", "Swift.Int8", "Swift.Int16", "Swift.Int32", "Swift.Int64", "Swift.Int128":
            return .integer(name: unqualified(name), byteCount: byteCount, isSigned: true)
        case "Swift.UInt", "Swift.UInt8", "Swift.UInt16", "Swift.UInt32", "Swift.UInt64", "Swift.UInt128":
            return .integer(name: unqualified(name), byteCount: byteCount, isSigned: false)
        case "Swift.Bool": return .boolean(name: unqualified(name), byteCount: byteCount)
        case "Swift.Float16", "Swift.Float", "Swift.Double", "Swift.Float80":
            return .floatingPoint(name: unqualified(name), byteCount: byteCount)
        case "Swift.Unicode.Scalar":
            return .character(name: unqualified(name), byteCount: byteCount, isSigned: false)
        case "Swift.UnsafeRawPointer", "Swift.UnsafeMutableRawPointer", "Swift.OpaquePointer":
            return .pointer(target: "void", byteCount: byteCount)
        default: return nil
        }
    }

    private func generic(_ mangled: String, _ inner: DebugEntry, byteCount: Int, depth: Int) -> ValueType {
        let name = Demangler.swiftTypeName(mangled)
        let argument = inner.children.first { $0.tag == DW_TAG_template_type_parameter }?.type
        let type = argument.map { valueType(of: TypePosition($0), depth: depth + 1) }
        if name.hasPrefix("Swift.UnsafePointer<") || name.hasPrefix("Swift.UnsafeMutablePointer<"), byteCount == 8 {
            return .pointer(target: type?.name ?? "void", byteCount: 8)
        }
        // Numbers use all of their bits, so an optional of one has a byte more that says whether there is one.
        if name.hasPrefix("Swift.Optional<"), let type, byteCount == type.byteCount + 1 {
            switch type {
            case .integer, .floatingPoint:
                func tag(_ value: UInt64?) -> ValueType.Discriminant {
                    .init(byteOffset: type.byteCount, byteCount: 1, value: value)
                }
                return .structure(
                    name: name, byteCount: byteCount,
                    members: [
                        .init(name: "some", byteOffset: 0, type: type, discriminant: tag(0)),
                        .init(
                            name: "none", byteOffset: 0, type: .structure(name: "", byteCount: 0, members: []),
                            discriminant: tag(nil)),
                    ])
            default: break
            }
        }
        return .opaque(name: name, byteCount: byteCount)
    }

    private static func onlyMember(of entry: DebugEntry) -> DebugEntry? {
        let members = entry.children
        guard members.count == 1, members[0].tag == DW_TAG_member else { return nil }
        return members[0].type
    }

    /// `$sSi…D`, where the type has such a name.
    private static func mangledName(_ entry: DebugEntry) -> String? {
        guard entry.has(runtimeClass) else { return nil }
        let linkageName = entry.attribute(DW_AT_linkage_name)?.string.map { String(cString: $0) } ?? entry.name
        return linkageName?.hasPrefix("$s") == true ? linkageName : nil
    }

    /// DW_AT_APPLE_runtime_class, which marks the types of Swift (and of Objective-C); LLVM's numbering.
    private static var runtimeClass: Int { 0x3FE6 }

    private static func unqualified(_ name: String) -> String { String(name.dropFirst("Swift.".count)) }
}
