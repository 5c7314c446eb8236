extension ValueType {
    /// What a wrapper holds: `std::atomic<int>`, a Rust `AtomicU64` and `struct id { long value; }` read as their one
    /// number. Any other type is itself.
    ///
    /// A wrapper has one member, or one base class, of its own size, which is a single value or again such a wrapper.
    var unwrapped: ValueType { wrapped ?? self }

    private var wrapped: ValueType? {
        guard case .structure(_, let byteCount, let members) = self, members.count == 1,
            members[0].byteOffset == 0, members[0].discriminant == nil, members[0].type.byteCount == byteCount
        else { return nil }
        switch members[0].type {
        case .integer, .boolean, .character, .floatingPoint, .enumeration, .pointer: return members[0].type
        case .structure: return members[0].type.wrapped
        // std::array, of libstdc++ and of libc++.
        case .array where ["_M_elems", "__elems_"].contains(members[0].name): return members[0].type
        default: return nil
        }
    }

    /// A class without data, which takes a byte only for having an address.
    package var isEmptyClass: Bool {
        guard case .structure(_, let byteCount, let members) = self else { return false }
        return members.isEmpty && byteCount <= 1
    }

    var isText: Bool {
        guard case .array(.character(_, let size, _), let count) = self else { return false }
        return count > 0 && size > 0
    }
}

extension ValueType.Member {
    /// Whether the member's own members are named without it, as those of an anonymous union or of a base class.
    var isTransparent: Bool {
        guard name.isEmpty || isBase, case .structure(_, _, let members) = type else { return false }
        return !members.isEmpty
    }

    /// Whether the name is a position in a tuple, as Rust numbers them: `__0`.
    var isTupleElement: Bool {
        name.utf8.count > 2 && name.hasPrefix("__") && name.utf8.dropFirst(2).allSatisfy { (48...57).contains($0) }
    }
}
