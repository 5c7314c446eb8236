/// A type as it is written in a cast or after `sizeof`: `unsigned char`, `struct foo *`, `ns::Box<int>`.
package struct TypeName: Hashable, Sendable {
    package enum Base: Hashable, Sendable {
        case void
        /// One of C's own, with its name in C's usual spelling.
        case basic(ValueType)
        /// The program's; `keyword` is `struct`, `union`, `enum`, `class`, or nil for a typedef or a C++ name.
        case named(SymbolName, keyword: String?)
    }

    package var base: Base
    /// How many `*` follow.
    package var pointerDepth: Int

    package init(_ base: Base, pointerDepth: Int = 0) {
        self.base = base
        self.pointerDepth = pointerDepth
    }

    /// nil for a text that is no such type.
    package init?(parsing text: String) {
        do throws(ExpressionError) {
            var parser = ExpressionParser(text, isType: { _ in false })
            self = try parser.parseType()
        } catch {
            return nil
        }
    }
}

/// The words of which C makes its own types' names.
struct BasicTypeWords {
    private(set) var counts: [String: Int] = [:]

    static let all: Set<String> = [
        "void", "char", "short", "int", "long", "signed", "unsigned", "float", "double", "bool", "_Bool",
    ]
    static let qualifiers: Set<String> = ["const", "volatile", "restrict", "_Atomic"]
    static let keywords: Set<String> = ["struct", "union", "enum", "class"]

    mutating func add(_ word: String) { counts[word, default: 0] += 1 }

    /// nil for words that do not go together.
    var base: TypeName.Base? {
        var left = counts
        func take(_ word: String, most: Int = 1) -> Int? {
            let count = left.removeValue(forKey: word) ?? 0
            return count <= most ? count : nil
        }
        guard let signed = take("signed"), let unsigned = take("unsigned"), signed + unsigned <= 1,
            let longs = take("long", most: 2), let shorts = take("short"), longs == 0 || shorts == 0,
            let ints = take("int"), left.count <= 1, left.values.allSatisfy({ $0 == 1 })
        else { return nil }
        let hasSign = signed + unsigned > 0
        let isPlain = !hasSign && longs + shorts + ints == 0
        switch left.keys.first {
        case nil: return .basic(Self.integer(longs: longs, shorts: shorts, isSigned: unsigned == 0))
        case "char" where longs + shorts + ints == 0:
            let name = unsigned > 0 ? "unsigned char" : signed > 0 ? "signed char" : "char"
            return .basic(.character(name: name, byteCount: 1, isSigned: unsigned == 0))
        case "double" where !hasSign && shorts + ints == 0 && longs <= 1:
            return .basic(
                .floatingPoint(name: longs > 0 ? "long double" : "double", byteCount: longs > 0 ? 16 : 8))
        case "float" where isPlain: return .basic(.floatingPoint(name: "float", byteCount: 4))
        case "void" where isPlain: return .void
        case "bool" where isPlain, "_Bool" where isPlain: return .basic(.boolean(name: "bool", byteCount: 1))
        default: return nil
        }
    }

    private static func integer(longs: Int, shorts: Int, isSigned: Bool) -> ValueType {
        let plain = longs == 2 ? "long long" : longs == 1 ? "long" : shorts == 1 ? "short" : "int"
        let name = isSigned ? plain : plain == "int" ? "unsigned int" : "unsigned " + plain
        return .integer(name: name, byteCount: longs > 0 ? 8 : shorts > 0 ? 2 : 4, isSigned: isSigned)
    }
}
