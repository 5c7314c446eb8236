/// A type of the traced program, as far as reading a value needs it.
package indirect enum ValueType: Hashable, Sendable {
    case integer(name: String, byteCount: Int, isSigned: Bool)
    case boolean(name: String, byteCount: Int)
    /// char, signed char, unsigned char, char8_t and wider: shown as a number and a character.
    case character(name: String, byteCount: Int, isSigned: Bool)
    case floatingPoint(name: String, byteCount: Int)
    case enumeration(name: String, byteCount: Int, isSigned: Bool, cases: [EnumerationCase])
    /// `target` is the pointee's name, "void" when there is none.
    case pointer(target: String, byteCount: Int)
    case structure(name: String, byteCount: Int, members: [Member])
    case array(element: ValueType, count: Int)
    /// Some bits of the `byteCount` bytes that they share with others, from `bitOffset`, counted from the lowest bit of
    /// the little-endian word. `of` says how to read them: an integer, a boolean or an enumeration.
    case bitField(of: ValueType, byteCount: Int, bitOffset: Int, bitCount: Int)
    /// A function: what it names is code, and its watch is an execute watch.
    case function(name: String)
    /// Bytes of which only the size is known.
    case opaque(name: String, byteCount: Int)

    package struct EnumerationCase: Hashable, Sendable {
        package var name: String
        package var value: Int64
        package init(name: String, value: Int64) {
            self.name = name
            self.value = value
        }
    }

    package struct Member: Hashable, Sendable {
        /// Empty for an anonymous struct or union.
        package var name: String
        package var byteOffset: Int
        package var type: ValueType
        package init(name: String, byteOffset: Int, type: ValueType) {
            self.name = name
            self.byteOffset = byteOffset
            self.type = type
        }
    }

    package var byteCount: Int {
        switch self {
        case .integer(_, let count, _), .boolean(_, let count), .character(_, let count, _),
            .floatingPoint(_, let count), .enumeration(_, let count, _, _), .pointer(_, let count),
            .structure(_, let count, _), .opaque(_, let count):
            count
        case .bitField(_, let count, _, _): count
        case .array(let element, let count): element.byteCount * count
        case .function: 1
        }
    }

    /// As C spells it: `uint64_t`, `struct account`, `char *`, `int [4]`.
    package var name: String {
        switch self {
        case .integer(let name, _, _), .boolean(let name, _), .character(let name, _, _), .floatingPoint(let name, _),
            .enumeration(let name, _, _, _), .structure(let name, _, _), .opaque(let name, _), .function(let name):
            name
        case .pointer(let target, _): target + " *"
        case .bitField(let type, _, _, let bitCount): "\(type.name) : \(bitCount)"
        case .array(let element, let count): "\(element.name) [\(count)]"
        }
    }
}
