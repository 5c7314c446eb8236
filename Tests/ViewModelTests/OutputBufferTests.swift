import Testing
import ViewModel

@Suite struct OutputBufferTests {
    private func lines(_ pieces: [UInt8]...) -> [String] {
        var buffer = OutputBuffer()
        for piece in pieces { buffer.append(piece) }
        return (0..<buffer.lineCount).map { buffer[$0] }
    }

    private func lines(_ text: String) -> [String] { lines(Array(text.utf8)) }

    /// By number, because their names would reach the terminal that shows the tests.
    private static let cases: [(input: String, lines: [String])] = [
        ("a\r\nb", ["a", "b"]), ("ab\rc", ["cb"]), ("ab\u{8}c", ["ac"]), ("a\tb", ["a       b"]), ("\n\n", ["", ""]),
        ("\u{1B}[1;31mred\u{1B}[0m", ["red"]), ("\u{1B}]0;title\u{7}x", ["x"]), ("\u{1B}]0;t\u{1B}\\x", ["x"]),
        ("\u{1B}(Bx", ["x"]), ("\u{1B}Pq\u{1B}\\x", ["x"]), ("abc\r\u{1B}[Kd", ["d"]), ("a\u{7}b\u{0}c", ["abc"]),
        ("e\u{301}", ["e\u{301}"]), ("\u{301}x", ["x"]), ("日本", ["日本"]), ("a\u{202E}b", ["ab"]),
        ("\u{1B}[\u{1B}[31mx", ["x"]),
    ]

    @Test(arguments: cases.indices) func text(_ number: Int) {
        #expect(lines(Self.cases[number].input) == Self.cases[number].lines)
    }

    @Test func sequencesMayComeInPieces() {
        #expect(lines([0xC3], [0xA9, 0x0D, 0x0A], [0x1B], [0x5B, 0x33], [0x31, 0x6D, 0x78]) == ["é", "x"])
    }

    @Test func whatIsNoTextIsMarked() {
        #expect(lines([0xFF, 0x61]) == ["\u{FFFD}a"])
        #expect(lines([0xC3, 0x0A]) == ["\u{FFFD}"])
        #expect(lines([0xE0, 0x80, 0x80]) == ["\u{FFFD}"])
        #expect(lines([0xED, 0xA0, 0x80]) == ["\u{FFFD}"])
    }

    @Test func nothingButPrintableTextEverShows() {
        var buffer = OutputBuffer()
        var seed: UInt64 = 42
        for _ in 0..<20_000 {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            buffer.append([UInt8(truncatingIfNeeded: seed >> 33)])
        }
        for line in 0..<buffer.lineCount {
            for scalar in buffer[line].unicodeScalars {
                #expect(scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format)
            }
        }
    }

    @Test func isBounded() {
        var buffer = OutputBuffer()
        buffer.append(Array(String(repeating: "x\r\n", count: 10_000).utf8))
        #expect(buffer.lineCount <= 4001)
        #expect(buffer.lineCount + buffer.droppedCount == 10_000)
        buffer.append(Array(repeating: 0x61, count: 10_000))
        // Whole rows of 80.
        #expect(buffer[buffer.lineCount - 2].count == 4080)
        // Lines of 4000: the cells are bounded, whatever the lines are.
        let line = [UInt8](repeating: 0x61, count: 4000) + [0x0D, 0x0A]
        for _ in 0..<1000 { buffer.append(line) }
        #expect((0..<buffer.lineCount).reduce(0) { $0 + buffer[$1].count } <= 1 << 19)
    }

    @Test func scrolledOutputStaysWhereItIs() {
        var state = Samples.running()
        _ = state.update(.output(Array(String(repeating: "line\r\n", count: 100).utf8)))
        state.focus = .output
        state = expect(state, .up) { $0.outputScroll = 1 }
        _ = state.update(.output(Array("more\r\nmore\r\n".utf8)))
        #expect(state.outputScroll == 3)
        expect(state, .end) { $0.outputScroll = 0 }
    }
}
