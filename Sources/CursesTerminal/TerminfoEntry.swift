internal import CCurses
internal import CNcurses
internal import Glibc

/// A terminal's description as a value, and its compiled form.
///
/// ncurses takes a compiled entry from the variable TERMINFO itself, as `hex:` and its digits (term(5), "Quick dump").
/// So the user's entry can be used with 24-bit colours although Debian's ncurses-base has no `-direct` entries, and
/// without a file or a change to the user's palette.
struct TerminfoEntry: Hashable {
    var name: String
    /// By terminfo name; what the terminal has not is absent.
    var flags: Set<String> = []
    var numbers: [String: Int32] = [:]
    var strings: [String: [UInt8]] = [:]
    /// Capabilities beyond the predefined ones (user_caps(5)).
    var extendedFlags: Set<String> = []
    var extendedStrings: [String: [UInt8]] = [:]

    /// The description that setupterm made current.
    static func current(name: String) -> TerminfoEntry {
        var entry = TerminfoEntry(name: name)
        for flag in booleanNames where tigetflag(flag) > 0 { entry.flags.insert(flag) }
        for number in numberNames {
            let value = tigetnum(number)
            if value >= 0 { entry.numbers[number] = value }
        }
        for string in stringNames { entry.strings[string] = bytes(of: string) }
        // Those that ncurses itself looks up: default colours, mouse reports, direct colours.
        for flag in ["AX", "XT", "RGB", "Tc"] where tigetflag(flag) > 0 { entry.extendedFlags.insert(flag) }
        for string in ["XM", "RGB"] { entry.extendedStrings[string] = bytes(of: string) }
        return entry
    }

    private static func bytes(of capability: String) -> [UInt8]? {
        guard let text = cc_string_capability(capability) else { return nil }
        return UnsafeBufferPointer(start: text, count: strlen(text)).map { UInt8(bitPattern: $0) }
    }

    /// The compiled entry: storage format with 32-bit numbers, term(5).
    func compiled() -> [UInt8] {
        var table = StringTable()
        let names = Array(name.utf8) + [0]
        let stringOffsets = Self.stringNames.map { strings[$0].map { table.add($0) } ?? -1 }
        var out: [UInt8] = []
        out.append(word: 0o1036)
        out.append(word: names.count)
        out.append(word: Self.booleanNames.count)
        out.append(word: Self.numberNames.count)
        out.append(word: Self.stringNames.count)
        out.append(word: table.bytes.count)
        out += names
        out += Self.booleanNames.map { flags.contains($0) ? 1 : 0 }
        out.alignToWord()
        for number in Self.numberNames { out.append(long: numbers[number] ?? -1) }
        for offset in stringOffsets { out.append(word: offset) }
        out += table.bytes
        out.alignToWord()
        appendExtensions(to: &out)
        return out
    }

    private func appendExtensions(to out: inout [UInt8]) {
        let flagNames = extendedFlags.sorted()
        let stringNames = extendedStrings.keys.sorted()
        guard flagNames.count + stringNames.count > 0 else { return }
        var values = StringTable()
        let valueOffsets = stringNames.map { values.add(extendedStrings[$0] ?? []) }
        var nameTable = StringTable()
        let nameOffsets = (flagNames + stringNames).map { nameTable.add(Array($0.utf8)) }
        out.append(word: flagNames.count)
        out.append(word: 0)
        out.append(word: stringNames.count)
        out.append(word: valueOffsets.count + nameOffsets.count)
        out.append(word: values.bytes.count + nameTable.bytes.count)
        out += flagNames.map { _ in 1 }
        out.alignToWord()
        for offset in valueOffsets + nameOffsets { out.append(word: offset) }
        out += values.bytes + nameTable.bytes
    }

    /// The compiled entry as ncurses takes it from the variable TERMINFO.
    var quickDump: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text = Array("hex:".utf8)
        for byte in compiled() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let booleanNames = (0..<Int32(CC_BOOLEANS)).map { String(cString: cc_boolean_name($0)) }
    private static let numberNames = (0..<Int32(CC_NUMBERS)).map { String(cString: cc_number_name($0)) }
    private static let stringNames = (0..<Int32(CC_STRINGS)).map { String(cString: cc_string_name($0)) }
}

private struct StringTable {
    var bytes: [UInt8] = []

    /// Adds a string with its end and gives its offset.
    mutating func add(_ string: [UInt8]) -> Int {
        defer { bytes += string + [0] }
        return bytes.count
    }
}

extension [UInt8] {
    fileprivate mutating func append(word: Int) {
        let bits = UInt16(truncatingIfNeeded: word)
        self += [UInt8(truncatingIfNeeded: bits), UInt8(truncatingIfNeeded: bits >> 8)]
    }

    fileprivate mutating func append(long: Int32) {
        let bits = UInt32(bitPattern: long)
        self += (0..<4).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    }

    fileprivate mutating func alignToWord() {
        if count % 2 == 1 { append(0) }
    }
}
