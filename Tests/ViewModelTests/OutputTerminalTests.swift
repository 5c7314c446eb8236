import Testing
import ViewModel

/// What programs send to a terminal of ten columns and five rows, and what it shows then.
@Suite struct OutputTerminalTests {
    private typealias Case = (input: String, rows: [String], cursor: [Int])
    private static let e = "\u{1B}["

    /// By number, because their names would reach the terminal that shows the tests.
    private static let cases: [Case] = [
        // Lines.
        ("ab\r\ncd", ["ab", "cd"], [1, 2]), ("ab\ncd", ["ab", "  cd"], [1, 4]), ("ab\u{1B}Ecd", ["ab", "cd"], [1, 2]),
        ("ab\u{1B}Dcd", ["ab", "  cd"], [1, 4]), ("a\u{B}b\u{C}c", ["a", " b", "  c"], [2, 3]),
        // Over what was there.
        ("10%\r99%", ["99%"], [0, 3]), ("abc\u{8}\u{8}X", ["aXc"], [0, 2]), ("\u{8}a", ["a"], [0, 1]),
        ("a\tb", ["a       b"], [0, 9]), ("\t\tx", ["         x"], [0, 9]), ("\(e)2Ix\(e)Zy", ["        yx"], [0, 9]),
        // A full row waits for the next character.
        ("0123456789", ["0123456789"], [0, 9]), ("0123456789\rX", ["X123456789"], [0, 1]),
        ("0123456789X", ["0123456789", "X"], [1, 1]), ("0123456789\r\nX", ["0123456789", "X"], [1, 1]),
        ("\(e)?7l0123456789XY", ["012345678Y"], [0, 9]),
        // Erasing.
        ("abcdef\(e)3D\(e)K", ["abc"], [0, 3]), ("abcdef\(e)3D\(e)1K", ["    ef"], [0, 3]),
        ("abcdef\(e)3D\(e)2KX", ["   X"], [0, 4]), ("abcdef\(e)4D\(e)2X", ["ab  ef"], [0, 2]),
        ("a\r\nb\r\nc\(e)A\(e)J", ["a", "b"], [1, 1]), ("ab\r\ncd\r\nef\(e)A\(e)1J", ["", "", "ef"], [1, 2]),
        ("a\r\nb\(e)2Jc", ["", " c"], [1, 2]), ("a\r\nb\(e)H\(e)2J\(e)3Jc", ["c"], [0, 1]),
        // Inserting and deleting.
        ("abcdef\(e)4D\(e)2@XY", ["abXYcdef"], [0, 4]), ("abcdef\(e)4D\(e)2P", ["abef"], [0, 2]),
        ("abcdefghij\(e)4D\(e)3@", ["abcde   fg"], [0, 5]), ("ac\(e)D\(e)4hb\(e)4l", ["abc"], [0, 2]),
        ("x\(e)3b", ["xxxx"], [0, 4]),
        // Moving.
        ("a\r\nb\r\nc\(e)2AX\(e)BY", ["aX", "b Y", "c"], [1, 3]), ("a\r\nb\(e)9A\(e)FX", ["X", "b"], [0, 1]),
        ("\(e)3Bx", ["", "", "", "x"], [3, 1]), ("\(e)99Bx\(e)99Ay", [" y", "", "", "", "x"], [0, 2]),
        ("a\(e)Ex\(e)2Gy", ["a", "xy"], [1, 2]), ("\(e)5`x\(e)99Cy", ["    x    y"], [0, 9]),
        ("ab\(e)99DX", ["Xb"], [0, 1]),
        ("\(e)3;4Hx\(e)Hy\(e)2dz", ["y", " z", "   x"], [1, 2]),
        ("\(e)99;99Hx", ["", "", "", "", "         x"], [4, 9]),
        ("ab\u{1B}7\r\ncd\u{1B}8X", ["abX", "cd"], [0, 3]), ("ab\(e)s\r\ncd\(e)uX", ["abX", "cd"], [0, 3]),
        ("a\r\nb\u{1B}Mx", ["ax", "b"], [0, 2]),
        // The screen moves on, and what has left it is out of reach.
        ("1\r\n2\r\n3\r\n4\r\n5\r\n6\(e)9AX", ["2X", "3", "4", "5", "6"], [0, 2]),
        // Rows of a long line are rows.
        ("0123456789abcde\r\nf\(e)AX\(e)AY", ["01Y3456789", "aXcde", "f"], [0, 3]),
        ("0123456789abc\r\nd\(e)A\r\(e)KX\r\(e)9P", ["0123456789", "", "d"], [1, 0]),
        ("0123456789ab\r\nc\(e)2A\(e)99CXY", ["012345678X", "Yb", "c"], [1, 1]),
        // Wide characters and marks.
        ("日本", ["日本"], [0, 4]), ("012345678日", ["012345678", "日"], [1, 2]), ("日\u{8}x", [" x"], [0, 2]),
        ("日本\rx", ["x 本"], [0, 1]), ("日本\(e)2G\(e)P", [" 本"], [0, 1]), ("e\u{301}x", ["e\u{301}x"], [0, 2]),
        ("012345678e\u{301}x", ["012345678e\u{301}", "x"], [1, 1]), ("日\u{301}x", ["日\u{301}x"], [0, 3]),
        ("❤\u{FE0F}x", ["❤x"], [0, 2]),
        // Another set of characters.
        ("\u{1B}(0lqk\u{1B}(Bq", ["┌─┐q"], [0, 4]), ("\u{1B})0a\u{E}q\u{F}q", ["a─q"], [0, 3]),
        // For the terminal, not for the eye.
        ("a\u{1B}]0;title\u{7}b", ["ab"], [0, 2]), ("a\u{1B}]52;c;Zm9v\u{1B}\\b", ["ab"], [0, 2]),
        ("a\u{1B}Pq#0;2;0;0;0\u{7}~\u{1B}\\b", ["ab"], [0, 2]), ("a\u{1B}_Gf=100\u{1B}\\b", ["ab"], [0, 2]),
        ("a\u{1B}]0;cut\u{18}b", ["ab"], [0, 2]), ("a\(e)>4;2mb\(e)?1000hc\(e) qd\(e)?2026$pe", ["abcde"], [0, 5]),
        ("a\(e)12\rX\u{1A}b", ["b"], [0, 1]), ("a\u{7}b\u{0}c\u{9B}d\u{7F}", ["abcd"], [0, 4]),
        ("\u{1B}=a\u{1B}>b\u{1B}#8c\u{1B}cd", ["abcd"], [0, 4]),
        // Full screens.
        ("a\(e)?1049h\(e)2J\(e)Hthe editor\(e)31m\(e)?1049lb", ["ab"], [0, 2]),
        ("a\(e)?1049hlost\u{1B}cb", ["ab"], [0, 2]), ("a\(e)?1049h\(e)2;4r\(e)L\(e)?1049lb", ["ab"], [0, 2]),
    ]

    @Test(arguments: cases.indices) func shows(_ number: Int) {
        let (input, rows, cursor) = Self.cases[number]
        let found = OutputSamples.screen(OutputSamples.buffer(input))
        #expect(found.rows == rows, "\(input.debugDescription)")
        #expect(found.cursor == cursor, "\(input.debugDescription)")
    }

    /// The same after every way to cut the bytes in two, and in single bytes.
    @Test(arguments: cases.indices) func piecesMakeNoDifference(_ number: Int) {
        OutputSamples.expectPiecesMakeNoDifference(Self.cases[number].input)
    }

    @Test func whatNeverEndsIsGivenUp() {
        var buffer = OutputBuffer(columns: 10, rows: 5)
        buffer.append(Array("a\u{1B}]0;".utf8) + Array(repeating: 0x2E, count: (1 << 20) - 1) + Array("!b".utf8))
        #expect(buffer[0] == "a!b")
        buffer.append(Array("\u{1B}[".utf8) + Array(repeating: 0x3B, count: 5000) + Array("3Dc".utf8))
        #expect(buffer[0] == "a!bc")
    }

    @Test func questionsAreAnswered() {
        var buffer = OutputSamples.buffer("ab\r\nc\u{1B}[6n\u{1B}[c\u{1B}[5n\u{1B}[?6n\u{1B}[>c\u{1B}[0c")
        let answers = "\u{1B}[2;2R\u{1B}[?6c\u{1B}[0n\u{1B}[?2;2R\u{1B}[>0;0;0c\u{1B}[?6c"
        #expect(String(decoding: buffer.takeReplies(), as: UTF8.self) == answers)
        #expect(buffer.takeReplies() == [])
        // Nobody can make us keep more than a few of them.
        buffer.append(Array(String(repeating: "\u{1B}[6n", count: 100_000).utf8))
        #expect(buffer.takeReplies().count < 5000)
    }

    @Test func whatWasClearedCanBeScrolledTo() {
        let buffer = OutputSamples.buffer("one\r\ntwo\u{1B}[H\u{1B}[2Jthree")
        #expect(OutputSamples.screen(buffer).rows == ["three"])
        #expect((0..<buffer.lineCount).map { buffer[$0] } == ["one", "two", "three"])
    }

    @Test func anotherWidthBreaksLinesAnew() {
        var buffer = OutputSamples.buffer("0123456789日本語語語\r\nshort")
        #expect(OutputSamples.screen(buffer).rows == ["0123456789", "日本語語語", "short"])
        buffer.resize(columns: 7, rows: 5)
        #expect(OutputSamples.screen(buffer).rows == ["0123456", "789日本", "語語語", "short"])
        #expect(OutputSamples.screen(buffer).cursor == [3, 5])
        buffer.resize(columns: 40, rows: 5)
        #expect(OutputSamples.screen(buffer).rows == ["0123456789日本語語語", "short"])
        buffer.append(Array("er\u{1B}[AX".utf8))
        #expect(OutputSamples.screen(buffer).rows == ["0123456X89日本語語語", "shorter"])
    }

    @Test func aHigherScreenShowsMoreOfWhatWasBefore() {
        var buffer = OutputSamples.buffer("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7")
        #expect(OutputSamples.screen(buffer).rows == ["3", "4", "5", "6", "7"])
        buffer.resize(columns: 10, rows: 6)
        #expect(OutputSamples.screen(buffer).rows == ["2", "3", "4", "5", "6", "7"])
        buffer.resize(columns: 10, rows: 2)
        #expect(OutputSamples.screen(buffer).rows == ["6", "7"])
        #expect(OutputSamples.screen(buffer).cursor == [1, 1])
    }

    @Test func theCursorsEmptyRowMakesRoomWhileNobodyTypes() {
        let buffer = OutputSamples.buffer("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n")
        func rows(height: Int, scroll: Int = 0, keepsCursor: Bool = false) -> [String] {
            OutputSamples.rows(
                OutputWindow(buffer, height: height, scroll: scroll, keepsCursor: keepsCursor), of: buffer)
        }
        #expect(rows(height: 5) == ["2", "3", "4", "5", "6"])
        #expect(rows(height: 5, keepsCursor: true) == ["3", "4", "5", "6", ""])
        #expect(rows(height: 3) == ["4", "5", "6"])
        #expect(rows(height: 3, keepsCursor: true) == ["5", "6", ""])
        #expect(rows(height: 3, scroll: 2) == ["2", "3", "4"])
        #expect(rows(height: 3, scroll: 5) == ["1"])
    }

    // MARK: At random

    private struct Chance {
        var seed: UInt64
        mutating func below(_ limit: Int) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
    }

    private static let pieces: [String] =
        [
            "\u{1B}", "\u{1B}[", "\u{1B}[?", "\u{1B}]", "\u{1B}P", "\u{1B}(0", "\u{1B}(B", "\r\n", "\n", "\r", "\u{8}",
            "\t",
            "日", "本語", "e\u{301}", "\u{301}", "👍\u{1F3FD}", "\u{200D}", ";", ":", "1", "23", "999", "38;2;", "48:5:",
            "?1049h",
            "?1049l", "\u{1B}\\", "text", "longer text that wraps", "\u{1B}7", "\u{1B}8", "\u{1B}M", "\u{1B}c",
        ] + "mABCDEFGHJKPX@LMSTbdfghlnrsu`".map { "\u{1B}[\($0)" } + "ABCDGHJKLMPSTX@b".map { "\u{1B}[4\($0)" }
        + ["\u{1B}[2;4r", "\u{1B}[1;3r", "\u{1B}[3;9r", "\u{1B}[?6h", "\u{1B}[?6l", "\u{1B}[44m"]

    /// Whatever comes: no crash, rows within the width, whole characters, the cursor on the screen, memory within bounds.
    @Test(arguments: 0..<40) func anything(_ round: Int) {
        var chance = Chance(seed: UInt64(round) + 7)
        var buffer = OutputBuffer(columns: 2 + chance.below(30), rows: 1 + chance.below(8))
        var pieces = buffer
        for step in 0..<600 {
            var bytes: [UInt8] = []
            for _ in 0..<chance.below(6) {
                if chance.below(4) == 0 {
                    bytes.append(UInt8(chance.below(256)))
                } else {
                    bytes += Self.pieces[chance.below(Self.pieces.count)].utf8
                }
            }
            buffer.append(bytes)
            for byte in bytes { pieces.append([byte]) }
            if chance.below(40) == 0 {
                let (columns, rows) = (2 + chance.below(30), 1 + chance.below(8))
                buffer.resize(columns: columns, rows: rows)
                pieces.resize(columns: columns, rows: rows)
            }
            check(buffer, "round \(round), step \(step)")
            #expect(buffer == pieces)
        }
    }

    private func check(_ buffer: OutputBuffer, _ place: Comment) {
        for keepsCursor in [true, false] {
            let window = OutputWindow(buffer, height: buffer.rows, scroll: 0, keepsCursor: keepsCursor)
            #expect(window.rows.count <= buffer.rows, place)
            for row in window.rows {
                let texts = row.map { buffer.character(of: $0) }
                #expect(texts.count <= buffer.columns, place)
                for (index, text) in texts.enumerated() {
                    let width = text?.unicodeScalars.first.map { CellWidth.of($0) }
                    // A second half has its first half before it, and the other way round.
                    if width == nil { #expect(index > 0 && Self.width(texts[index - 1]) == 2, place) }
                    if width == 2 { #expect(index + 1 < texts.count && texts[index + 1] == nil, place) }
                    #expect(width != 0, place)
                }
            }
            if keepsCursor {
                #expect(window.cursor.map { $0.row < window.rows.count && $0.column < buffer.columns } == true, place)
            }
        }
    }

    private static func width(_ character: Character?) -> Int {
        character?.unicodeScalars.first.map { CellWidth.of($0) } ?? 0
    }
}
