import Glibc

/// A module's mangled symbols by the names that people write.
///
/// Demangling every symbol of a C++ library takes a second: most questions are for names that none of them can have, which
/// shows in the mangled name, and what has been demangled for the others is kept.
struct DisplayNames {
    private let mangled: [ElfSymbol]
    /// Every symbol of `mangled` by its name.
    private var index: [String: [ElfSymbol]]?

    init(_ symbols: [ElfSymbol]) { mangled = symbols.filter { Demangler.isMangled($0.nameBytes) } }

    /// The symbols whose name, without parameters, is this one.
    mutating func symbols(named name: String) -> [ElfSymbol] {
        if let index { return index[name] ?? [] }
        if let word = Self.literalWord(of: name) {
            return word.withCString { word in
                mangled.filter {
                    // Swift abbreviates words that repeat.
                    ($0.nameBytes[0] == CChar(bitPattern: UInt8(ascii: "$")) || strstr($0.nameBytes, word) != nil)
                        && Demangler.displayName($0.nameBytes) == name
                }
            }
        }
        let made = Dictionary(grouping: mangled) { Demangler.displayName($0.nameBytes) }
        index = made
        return made[name] ?? []
    }

    /// A word of the name that stands in the mangled name as it is: of C++ and Rust, the identifier after the last `::`.
    /// nil where none can be told, as for operators, names with parameters in them, and those that the mangling
    /// abbreviates.
    static func literalWord(of name: String) -> String? {
        guard !name.utf8.contains(where: { " (){}[]'\"$".utf8.contains($0) }) else { return nil }
        let last = name.utf8.split(separator: UInt8(ascii: ":")).last ?? name.utf8[...]
        // `f<int>`; of `f<ns::t>` the last part is no word.
        let word = last.prefix { $0 != UInt8(ascii: "<") }
        let isWord = word.allSatisfy {
            switch $0 {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isWord, !word.isEmpty, let text = String(word), !abbreviated.contains(text), !text.hasPrefix("operator")
        else { return nil }
        return text
    }

    /// Itanium C++ ABI, 5.1.10: Sa, Sb, Ss, Si, So, Sd.
    private static let abbreviated: Set<String> = [
        "allocator", "basic_string", "string", "basic_istream", "istream", "basic_ostream", "ostream",
        "basic_iostream", "iostream",
    ]
}
