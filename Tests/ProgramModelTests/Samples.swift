import ProgramModel

/// Types as the debugging information of common compilers describes them.
enum Samples {
    static let int = ValueType.integer(name: "int", byteCount: 4, isSigned: true)
    static let unsigned = ValueType.integer(name: "unsigned int", byteCount: 4, isSigned: false)
    static let long = ValueType.integer(name: "long", byteCount: 8, isSigned: true)
    static let character = ValueType.character(name: "char", byteCount: 1, isSigned: true)
    static let float = ValueType.floatingPoint(name: "float", byteCount: 4)
    static let double = ValueType.floatingPoint(name: "double", byteCount: 8)
    static let boolean = ValueType.boolean(name: "bool", byteCount: 1)
    static let pointer = ValueType.pointer(target: "int", byteCount: 8)
    static let mode = ValueType.enumeration(
        name: "enum mode", byteCount: 4, isSigned: false,
        cases: [.init(name: "IDLE", value: 0), .init(name: "BUSY", value: 3)])

    static func member(_ name: String, _ offset: Int, _ type: ValueType) -> ValueType.Member {
        .init(name: name, byteOffset: offset, type: type)
    }

    static func base(_ name: String, _ offset: Int, _ type: ValueType) -> ValueType.Member {
        .init(name: name, byteOffset: offset, type: type, isBase: true)
    }

    static func structure(_ byteCount: Int, _ members: ValueType.Member...) -> ValueType {
        .structure(name: "struct s", byteCount: byteCount, members: members)
    }

    static func bits(_ type: ValueType, _ offset: Int, _ count: Int, of byteCount: Int = 4) -> ValueType {
        .bitField(of: type, byteCount: byteCount, bitOffset: offset, bitCount: count)
    }

    /// `struct { unsigned ready : 1, mode : 3, count : 10; int low : 4; enum mode state : 2; }`, 32 bits.
    static let flags = structure(
        4, member("ready", 0, bits(unsigned, 0, 1)), member("mode", 0, bits(unsigned, 1, 3)),
        member("count", 0, bits(unsigned, 4, 10)), member("low", 0, bits(int, 14, 4)),
        member("state", 0, bits(mode, 18, 2)))

    /// `union { int i; float f; }`
    static let number = structure(4, member("i", 0, int), member("f", 0, float))

    /// `enum Shape { Circle(f64), Rect { w: i32, h: i32 }, Unit }` of Rust.
    static let shape = structure(
        16, variant("Circle", 0, structure(16, member("__0", 8, double))),
        variant("Rect", 1, structure(16, member("w", 4, int), member("h", 8, int))),
        variant("Unit", 2, structure(16)))

    /// `Option<&i32>`: null is `None`.
    static let option = structure(
        8, variant("None", 0, structure(8), byteCount: 8),
        variant("Some", nil, structure(8, member("__0", 0, pointer)), byteCount: 8))

    private static func variant(_ name: String, _ value: UInt64?, _ type: ValueType, byteCount: Int = 4)
        -> ValueType.Member
    {
        .init(
            name: name, byteOffset: 0, type: type,
            discriminant: .init(byteOffset: 0, byteCount: byteCount, value: value))
    }

    /// `std::string` of libstdc++.
    static let string = structure(
        32, member("_M_dataplus", 0, structure(8, member("_M_p", 0, .pointer(target: "char", byteCount: 8)))),
        member("_M_string_length", 8, .integer(name: "size_type", byteCount: 8, isSigned: false)),
        member(
            "", 16,
            structure(
                16, member("_M_local_buf", 0, .array(element: character, count: 16)),
                member("_M_allocated_capacity", 0, .integer(name: "size_type", byteCount: 8, isSigned: false)))))

    static func bytes(_ words: UInt64...) -> [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
    }
}
