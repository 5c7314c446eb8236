/// A type of the traced program, as far as reading a value needs it.
package indirect enum ValueType: Hashable, Sendable, Codable {
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

    package struct EnumerationCase: Hashable, Sendable, Codable {
        package var name: String
        package var value: Int64
        package init(name: String, value: Int64) {
            self.name = name
            self.value = value
        }
    }

    package struct Member: Hashable, Sendable, Codable {
        /// Empty for an anonymous struct or union.
        package var name: String
        package var byteOffset: Int
        package var type: ValueType
        /// A base class: its members are named as if they were the class's own.
        package var isBase: Bool
        /// For a variant of a tagged union (an `enum` of Rust): what says whether the value is this variant.
        package var discriminant: Discriminant?
        package init(
            name: String, byteOffset: Int, type: ValueType, isBase: Bool = false, discriminant: Discriminant? = nil
        ) {
            self.name = name
            self.byteOffset = byteOffset
            self.type = type
            self.isBase = isBase
            self.discriminant = discriminant
        }
    }

    /// The number that tells which variant a tagged union holds.
    package struct Discriminant: Hashable, Sendable, Codable {
        /// Where the number lies in the union.
        package var byteOffset: Int
        package var byteCount: Int
        /// The unsigned number that stands for the variant; nil for the one that all other numbers stand for.
        package var value: UInt64?
        package init(byteOffset: Int, byteCount: Int, value: UInt64?) {
            self.byteOffset = byteOffset
            self.byteCount = byteCount
            self.value = value
        }
    }

    /// More than any address space has: a broken description ends here.
    static let maximumByteCount = 1 << 48

    package var byteCount: Int {
        switch self {
        case .integer(_, let count, _), .boolean(_, let count), .character(_, let count, _),
            .floatingPoint(_, let count), .enumeration(_, let count, _, _), .pointer(_, let count),
            .structure(_, let count, _), .opaque(_, let count), .bitField(_, let count, _, _):
            return min(max(count, 0), Self.maximumByteCount)
        case .array(let element, let count):
            let (product, isTooLarge) = element.byteCount.multipliedReportingOverflow(by: max(count, 0))
            return isTooLarge ? Self.maximumByteCount : min(product, Self.maximumByteCount)
        case .function: return 1
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
