import Testing
import ViewModel

@testable import CursesTerminal

@Suite struct InputDecoderTests {
    private func decode(_ text: String) -> [TerminalEvent] {
        var decoder = InputDecoder()
        return decoder.decode(text.unicodeScalars.map { .character($0) })
    }

    @Test func everyControlCharacter() {
        for value in UInt8(1)...26 where ![8, 9, 10, 13].contains(value) {
            let letter = Character(Unicode.Scalar(value + 0x60))
            #expect(decode(String(Unicode.Scalar(value))) == [.key(.control(letter))])
        }
        #expect(decode("\u{1C}\u{1D}\u{1E}\u{1F}") == ["\\", "]", "^", "_"].map { .key(.control($0)) })
        #expect(decode("\r\n\t\u{8}\u{7F}\u{0}") == [.enter, .enter, .tab, .backspace, .backspace].map { .key($0) })
    }

    @Test func escapeAloneTwiceAndWithAKey() {
        #expect(decode("\u{1B}") == [.key(.escape)])
        #expect(decode("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
        #expect(decode("\u{1B}x") == [.altKey(.character("x"))])
        #expect(decode("\u{1B}[") == [.altKey(.character("["))])
    }

    @Test("sequences that no description knows are swallowed whole")
    func unknownSequences() {
        #expect(decode("\u{1B}[?1;2cA") == [.key(.character("A"))])
        #expect(decode("\u{1B}OzA") == [.key(.character("A"))])
        #expect(decode("\u{1B}]52;c;QQ==\u{07}A") == [.key(.character("A"))])
        #expect(decode("\u{1B}P1$r0m\u{1B}\\A") == [.key(.character("A"))])
    }

    @Test func modifiersOfCursorAndFunctionKeys() throws {
        var codes: Set<Int32> = []
        for (sequence, code) in ModifiedKey.commonSequences {
            let modified = try #require(ModifiedKey(code: code))
            var decoder = InputDecoder()
            #expect(decoder.decode([.key(code)]) == [.modifiedKey(modified.key, modified.modifiers)])
            #expect(modified.code == code)
            #expect(!modified.modifiers.isEmpty, "\(sequence.dropFirst())")
            codes.insert(code)
        }
        #expect(codes.count == 22 * 7)
        let known = Dictionary(uniqueKeysWithValues: ModifiedKey.commonSequences.map { ($0.sequence, $0.code) })
        let keys: [(String, KeyPress, KeyModifiers)] = [
            ("1;5C", .right, .control), ("1;2A", .up, .shift), ("1;3D", .left, .alt), ("1;5H", .home, .control),
            ("1;6~", .home, [.shift, .control]), ("4;5~", .end, .control), ("3;5~", .delete, .control),
            ("1;2P", .function(1), .shift), ("24;8~", .function(12), [.shift, .alt, .control]),
        ]
        for (sequence, key, modifiers) in keys {
            #expect(known["\u{1B}[\(sequence)"] == ModifiedKey(key, modifiers).code, "\(sequence)")
        }
        #expect(ModifiedKey(.enter, .control).code == nil)
        for code in [Int32(0), 5000, 5002, 5999, 6000, 6008, 7000] { #expect(ModifiedKey(code: code) == nil) }
    }

    @Test func altBeforeAKeyWithModifiersJoinsThem() throws {
        var decoder = InputDecoder()
        let code = try #require(ModifiedKey(.right, .control).code)
        #expect(decoder.decode([.character("\u{1B}"), .key(code)]) == [.modifiedKey(.right, [.alt, .control])])
    }

    @Test func pasteAcrossReads() {
        var decoder = InputDecoder()
        #expect(decoder.decode([.key(InputDecoder.pasteBegin), .character("a"), .character("\r")]) == [])
        #expect(decoder.decode([.character("\u{7}"), .character("q")]) == [])
        let end: [RawInput] = [.key(InputDecoder.pasteEnd), .character("q")]
        #expect(decoder.decode(end) == [.paste("a\nq"), .key(.character("q"))])
    }
}
