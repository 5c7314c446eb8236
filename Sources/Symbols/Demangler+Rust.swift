import Glibc

/// Rust's older mangling: C++'s with a hash as the last component and escapes for what an identifier cannot have
/// (rustc_symbol_mangling, legacy.rs).
extension Demangler {
    /// `_ZN7program4bank3add17h23bef4f036735881E` → `program::bank::add`; nil for a name of another language.
    static func rust(_ name: UnsafePointer<CChar>) -> String? {
        let length = strlen(name)
        guard length > 23, name[length - 1] == CChar(UInt8(ascii: "E")),
            strncmp(name + length - 20, "17h", 3) == 0,
            (length - 17..<length - 1).allSatisfy({ isxdigit(Int32(name[$0])) != 0 }), let demangled = cxx(name),
            demangled.utf8.count > 19
        else { return nil }
        return unescaped(demangled.utf8.dropLast(19))
    }

    private static let escapes: [String: String] = [
        "SP": "@", "BP": "*", "RF": "&", "LT": "<", "GT": ">", "LP": "(", "RP": ")", "C": ",",
    ]

    /// `_$LT$bank..Account$u20$as$u20$Paid$GT$` → `<bank::Account as Paid>`.
    private static func unescaped(_ name: Substring.UTF8View) -> String {
        var result = ""
        var rest = Substring(name)
        while let next = rest.first {
            if rest.hasPrefix("_$") && (result.isEmpty || result.hasSuffix("::")) {
                rest.removeFirst()
            } else if rest.hasPrefix("..") {
                result += "::"
                rest.removeFirst(2)
            } else if next == "$", let end = rest.dropFirst().firstIndex(of: "$"),
                let text = unescaped(rest[rest.index(after: rest.startIndex)..<end])
            {
                result += text
                rest = rest[rest.index(after: end)...]
            } else {
                result.append(next)
                rest.removeFirst()
            }
        }
        return result
    }

    private static func unescaped(_ code: Substring) -> String? {
        if let known = escapes[String(code)] { return known }
        guard code.first == "u", let number = UInt32(code.dropFirst(), radix: 16) else { return nil }
        return Unicode.Scalar(number).map { String(Character($0)) }
    }
}
