/// Text to be found in other text; upper and lower case of ASCII letters are the same.
package struct TextPattern: Hashable, Sendable {
    /// In lower case.
    let bytes: [UInt8]
    /// The whole text must be this, and not a part of it.
    let isWhole: Bool

    package init(_ text: String, isWhole: Bool = false) {
        bytes = text.utf8.map(Self.lower)
        self.isWhole = isWhole
    }

    @inline(__always)
    private static func lower(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    package func matches(_ text: String) -> Bool {
        if isWhole { return text.utf8.count == bytes.count && text.utf8.elementsEqual(bytes) { Self.lower($0) == $1 } }
        var text = text
        return text.withUTF8 { contains($0) }
    }

    private func contains(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        guard text.count >= bytes.count else { return false }
        for start in 0...(text.count - bytes.count) where Self.lower(text[start]) == first {
            var index = 1
            while index < bytes.count, Self.lower(text[start + index]) == bytes[index] { index += 1 }
            if index == bytes.count { return true }
        }
        return false
    }

    /// The decimal digits that the pattern consists of; nil when there is anything else, or more than 19 of them.
    var digits: (value: UInt64, count: Int)? {
        guard !bytes.isEmpty, bytes.count <= 19, !isWhole else { return nil }
        var value: UInt64 = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value * 10 + UInt64(byte - 0x30)
        }
        return (value, bytes.count)
    }

    func consists(of characters: String) -> Bool { bytes.allSatisfy(characters.utf8.contains) }
}
