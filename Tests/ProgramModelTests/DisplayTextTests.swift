import ProgramModel
import Testing

@Suite("Text from outside")
struct DisplayTextTests {
    @Test(arguments: [
        ("plain text", "plain text"), ("größe €", "größe €"), ("日本", "日本"), ("👍", "👍"),
        ("\u{1b}[31mred", #"\x1b[31mred"#), ("a\nb\tc\r", #"a\nb\tc\r"#), ("\0", #"\0"#), ("\u{7f}", #"\x7f"#),
        ("\u{9b}31m", #"\x9b31m"#), ("a\u{202e}b", #"a\u{202e}b"#), ("a\u{200b}b", #"a\u{200b}b"#),
        ("\u{2028}", #"\u{2028}"#), ("\u{feff}", #"\u{feff}"#), ("\u{e000}", #"\u{e000}"#),
        ("\u{301}a", #"\u{301}a"#), ("e\u{301}", "e\u{301}"),
    ])
    func isMadeHarmless(text: String, expected: String) {
        #expect(DisplayText.sanitized(text) == expected)
    }

    @Test(
        arguments: [
            ([0x61, 0xFF, 0x62], #"a\xffb"#), ([0xC3, 0xA4], "ä"), ([0xC3], #"\xc3"#), ([0xC0, 0x80], #"\xc0\x80"#),
            ([0xED, 0xA0, 0x80], #"\xed\xa0\x80"#), ([0xF4, 0x90, 0x80, 0x80], #"\xf4\x90\x80\x80"#),
            ([0xE2, 0x82, 0xAC, 0x1B], #"€\x1b"#), ([], ""),
        ] as [([UInt8], String)])
    func invalidBytesAreShown(bytes: [UInt8], expected: String) {
        #expect(DisplayText.sanitized(bytes: bytes) == expected)
    }

    @Test func noControlCharacterEverGetsThrough() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar.properties.generalCategory == .control else { continue }
            let text = DisplayText.sanitized("a" + String(Character(scalar)))
            #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
    }
}
