/// The names of a running kernel, by address: what /proc/kallsyms says (`ADDRESS TYPE NAME[\t[MODULE]]`, one a line).
///
/// Lines that are none of that are passed over and counted.
package struct KernelSymbols: Sendable {
    package struct Symbol: Hashable, Sendable {
        package var address: UInt64
        package var name: String
        /// nil for the kernel itself.
        package var module: String?
        /// Code; else data.
        package var isFunction: Bool
    }

    /// A name in `text`; its module follows it where there is one.
    private struct Entry {
        var address: UInt64
        var start: UInt32
        var nameCount: UInt16
        var moduleCount: UInt16
        var type: UInt8
    }

    private let text: [UInt8]
    /// Ascending by address; those of one address in the order of the file.
    private let entries: [Entry]
    /// The file has names, but every address reads 0 (kernel.kptr_restrict, or no right to see them).
    package let isHidden: Bool
    /// Variables have names as well (CONFIG_KALLSYMS_ALL); else hardly any has.
    package let namesVariables: Bool
    package let damagedLineCount: Int

    package var count: Int { entries.count }

    /// - Parameter text: the file.
    package init(parsing text: [UInt8]) {
        var entries: [Entry] = []
        entries.reserveCapacity(text.count / 48)
        var (damaged, hasAddress, hasVariables) = (0, false, false)
        text.withUnsafeBufferPointer { bytes in
            var at = 0
            while at < bytes.count {
                let end = Self.end(of: at, in: bytes)
                if let entry = Self.entry(bytes, at..<end) {
                    hasAddress = hasAddress || entry.address != 0
                    // Local variables: without CONFIG_KALLSYMS_ALL only the marks of sections are listed, all global.
                    let isLocalData = entry.type == UInt8(ascii: "b") || entry.type == UInt8(ascii: "d")
                    hasVariables = hasVariables || isLocalData && entry.moduleCount == 0
                    entries.append(entry)
                } else if end > at {
                    damaged += 1
                }
                at = end + 1
            }
        }
        isHidden = !entries.isEmpty && !hasAddress
        if isHidden { entries = [] }
        var isOrdered = true
        for index in entries.indices.dropFirst() where entries[index - 1].address > entries[index].address {
            isOrdered = false
            break
        }
        if !isOrdered { entries.sort { ($0.address, $0.start) < ($1.address, $1.start) } }
        self.text = text
        self.entries = entries
        namesVariables = hasVariables
        damagedLineCount = damaged
    }

    private static func end(of start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var at = start
        while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
        return at
    }

    private static func entry(_ bytes: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Entry? {
        var at = line.lowerBound
        var address: UInt64 = 0
        while at < line.upperBound, let digit = hexadecimalDigit(bytes[at]) {
            guard address >> 60 == 0 else { return nil }
            address = address << 4 | digit
            at += 1
        }
        // A blank, the type, a blank.
        guard at > line.lowerBound, line.upperBound - at > 3, bytes[at] == 0x20, bytes[at + 2] == 0x20 else {
            return nil
        }
        let (type, start) = (bytes[at + 1], at + 3)
        at = start
        while at < line.upperBound, bytes[at] > 0x20 { at += 1 }
        let nameCount = at - start
        var moduleCount = 0
        if at < line.upperBound {
            // `\t[module]`
            guard line.upperBound - at > 3, bytes[at + 1] == UInt8(ascii: "["),
                bytes[line.upperBound - 1] == UInt8(ascii: "]")
            else { return nil }
            moduleCount = line.upperBound - at - 3
        }
        guard nameCount > 0, nameCount <= 1024, moduleCount <= 256, start < Int(UInt32.max) else { return nil }
        return Entry(
            address: address, start: UInt32(start), nameCount: UInt16(nameCount), moduleCount: UInt16(moduleCount),
            type: type)
    }

    private static func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case 0x30...0x39: UInt64(byte - 0x30)
        case 0x61...0x66: UInt64(byte - 0x61 + 10)
        default: nil
        }
    }

    // MARK: Looking up

    /// Those of that name, the kernel's own first.
    package func named(_ name: String, module: String? = nil) -> [Symbol] {
        let wanted = Array(name.utf8)
        var found: [Symbol] = []
        text.withUnsafeBufferPointer { bytes in
            for entry in entries where Int(entry.nameCount) == wanted.count {
                let start = Int(entry.start)
                guard bytes[start] == wanted[0], bytes[start..<start + wanted.count].elementsEqual(wanted) else {
                    continue
                }
                let symbol = symbol(entry)
                if module == nil || symbol.module == module { found.append(symbol) }
            }
        }
        return found.filter { $0.module == nil } + found.filter { $0.module != nil }
    }

    /// The symbol that an address belongs to: the last one at or below it. nil below the first, and in the user's half.
    package func symbol(at address: UInt64) -> (symbol: Symbol, offset: UInt64)? {
        guard address >> 63 == 1 else { return nil }
        let after = index(after: address)
        guard after > 0 else { return nil }
        let start = entries[after - 1].address
        // Of several names at one address the first is the one that people know.
        var first = after - 1
        while first > 0, entries[first - 1].address == start { first -= 1 }
        return (symbol(entries[first]), address - start)
    }

    /// The first symbol that begins beyond an address; nil beyond the last.
    package func start(after address: UInt64) -> UInt64? {
        let index = index(after: address)
        return index < entries.count ? entries[index].address : nil
    }

    private func index(after address: UInt64) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func symbol(_ entry: Entry) -> Symbol {
        let end = Int(entry.start) + Int(entry.nameCount)
        let name = String(decoding: text[Int(entry.start)..<end], as: UTF8.self)
        let module =
            entry.moduleCount == 0
            ? nil : String(decoding: text[(end + 2)..<(end + 2 + Int(entry.moduleCount))], as: UTF8.self)
        let isFunction = [UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "w"), UInt8(ascii: "W")]
        return Symbol(address: entry.address, name: name, module: module, isFunction: isFunction.contains(entry.type))
    }

    /// Names near one that is not there.
    package func suggestions(for name: String) -> [String] {
        guard let first = name.utf8.first else { return [] }
        let near = entries.lazy.filter { entry in
            text[Int(entry.start)] == first && abs(Int(entry.nameCount) - name.utf8.count) <= 8
        }
        return NameSuggestions.nearest(to: name, among: near.map { symbol($0).name })
    }
}
