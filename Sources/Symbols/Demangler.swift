import CElfutils
import Glibc
import ProgramModel

/// Linkage names as people write them.
enum Demangler {
    /// The name of a function or variable without its parameters, harmless for a terminal: `ns::Box<int>::set`. A name
    /// that is not mangled stays as it is.
    static func displayName(_ linkageName: UnsafePointer<CChar>) -> String {
        if let demangled = rust(linkageName) { return DisplayText.sanitized(demangled) }
        if let demangled = cxx(linkageName) { return DisplayText.sanitized(withoutParameters(demangled)) }
        if let demangled = swift(linkageName) { return DisplayText.sanitized(demangled) }
        let length = strlen(linkageName)
        return linkageName.withMemoryRebound(to: UInt8.self, capacity: length) {
            DisplayText.sanitized(bytes: Array(UnsafeBufferPointer(start: $0, count: length)))
        }
    }

    /// `Swift.Int` of `$sSiD`; what cannot be read stays as it is.
    static func swiftTypeName(_ mangled: String) -> String {
        DisplayText.sanitized(mangled.withCString { swift($0) } ?? mangled)
    }

    static func isMangled(_ name: UnsafePointer<CChar>) -> Bool {
        (name[0] == Ascii.underscore && name[1] == Ascii.upperZ) || (name[0] == Ascii.dollar && name[1] == Ascii.lowerS)
    }

    private enum Ascii {
        static let underscore = CChar(bitPattern: UInt8(ascii: "_"))
        static let upperZ = CChar(bitPattern: UInt8(ascii: "Z"))
        static let dollar = CChar(bitPattern: UInt8(ascii: "$"))
        static let lowerS = CChar(bitPattern: UInt8(ascii: "s"))
    }

    static func cxx(_ name: UnsafePointer<CChar>) -> String? {
        guard name[0] == Ascii.underscore, name[1] == Ascii.upperZ else { return nil }
        var status: Int32 = 0
        guard let text = __cxa_demangle(name, nil, nil, &status) else { return nil }
        defer { free(text) }
        return status == 0 ? String(cString: text) : nil
    }

    private static func swift(_ name: UnsafePointer<CChar>) -> String? {
        guard name[0] == Ascii.dollar, name[1] == Ascii.lowerS else { return nil }
        guard let text = swift_demangle(name, strlen(name), nil, nil, 0) else { return nil }
        defer { free(text) }
        return String(cString: text)
    }

    /// `void ns::f<int>(int, char) const [clone .part.0]` → `ns::f<int>`.
    static func withoutParameters(_ demangled: String) -> String {
        var name = Array(demangled.utf8)
        if let clone = demangled.index(of: " [clone") { name = Array(demangled[..<clone].utf8) }
        for qualifier in [" &&", " &", " volatile", " const"] where ends(name, with: qualifier) {
            name.removeLast(qualifier.utf8.count)
        }
        guard name.last == UInt8(ascii: ")"), let open = matchingOpen(name), open > 0 else {
            return String(decoding: name, as: UTF8.self)
        }
        // What ends in `)` without parameters is `operator()` or `(anonymous namespace)`.
        if ends(Array(name[..<open]), with: "operator") || ends(Array(name[..<open]), with: "::") {
            return String(decoding: name, as: UTF8.self)
        }
        name.removeSubrange(open...)
        return String(decoding: name[returnTypeEnd(name)...], as: UTF8.self)
    }

    private static func ends(_ name: [UInt8], with suffix: String) -> Bool {
        name.count >= suffix.utf8.count && name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }

    private static func matchingOpen(_ name: [UInt8]) -> Int? {
        var level = 0
        for index in name.indices.reversed() {
            if name[index] == UInt8(ascii: ")") { level += 1 }
            if name[index] == UInt8(ascii: "(") {
                level -= 1
                if level == 0 { return index }
            }
        }
        return nil
    }

    /// Where the name starts after the return type that a template's function has.
    private static func returnTypeEnd(_ name: [UInt8]) -> Int {
        let text = String(decoding: name, as: UTF8.self)
        if text.index(of: "operator") != nil { return 0 }
        var level = 0
        for index in name.indices.reversed() {
            switch name[index] {
            case UInt8(ascii: ">"), UInt8(ascii: ")"): level += 1
            case UInt8(ascii: "<"), UInt8(ascii: "("): level -= 1
            case UInt8(ascii: " ") where level == 0: return index + 1
            default: break
            }
        }
        return 0
    }
}

extension String {
    /// Where a text occurs first; the standard library alone has no such search.
    fileprivate func index(of text: String) -> Index? {
        indices.first { self[$0...].hasPrefix(text) }
    }
}
