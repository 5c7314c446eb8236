import Testing
import ViewModel

/// Scroll regions, inserted and deleted lines, on a terminal of ten columns and five rows.
@Suite struct OutputScrollingTests {
    private typealias Case = (input: String, rows: [String], cursor: [Int])
    private static let e = "\u{1B}["
    /// Five rows, and the cursor in the second one.
    private static let five = "1\r\n2\r\n3\r\n4\r\n5\(e)2;2H"

    /// By number, because their names would reach the terminal that shows the tests.
    private static let cases: [Case] = [
        // The region scrolls, what lies around it stays.
        ("\(five)\(e)2;4r\(e)4Ha\nb", ["1", "3", "a", " b", "5"], [3, 2]),
        ("\(five)\(e)2;4r\(e)4H\u{1B}Db", ["1", "3", "4", "b", "5"], [3, 1]),
        ("\(five)\(e)2;4r\(e)4H\u{1B}Eb", ["1", "3", "4", "b", "5"], [3, 1]),
        ("\(five)\(e)2;4r\(e)2H\u{1B}Mb", ["1", "b", "2", "3", "5"], [1, 1]),
        ("\(five)\(e)2;4r\(e)4H\u{1B}M", ["1", "2", "3", "4", "5"], [2, 0]),
        // Without a region, a reverse index at the top moves the whole screen.
        ("\(five)\(e)H\u{1B}Mb", ["b", "1", "2", "3", "4"], [0, 1]),
        ("a\(e)H\u{1B}M\u{1B}Mb", ["b", "", "a"], [0, 1]),
        // Below the region nothing scrolls, above it the cursor walks into it.
        ("\(five)\(e)2;4r\(e)5Hb\nc", ["1", "2", "3", "4", "bc"], [4, 2]),
        ("\(five)\(e)2;3r\(e)4Hb\nc", ["1", "2", "3", "b", "5c"], [4, 2]),
        ("\(five)\(e)3;4r\(e)Hb\nc\u{1B}M\u{1B}Md", ["b d", "2c", "3", "4", "5"], [0, 3]),
        // A full row goes on in the next; at the margin the region moves for it.
        ("\(five)\(e)2;4r\(e)4H0123456789X", ["1", "3", "0123456789", "X", "5"], [3, 1]),
        ("\(five)\(e)1;4r\(e)4H0123456789X\nY", ["3", "0123456789", "X", " Y", "5"], [3, 2]),
        ("\(five)\(e)1;4r\(e)5H0123456789X", ["1", "2", "3", "4", "X123456789"], [4, 1]),
        // Rows of a long line are rows.
        ("0123456789abcdefghijXY\(e)2;3r\(e)3H\nz", ["0123456789", "XY", "z"], [2, 1]),
        ("0123456789abcdefghijXY\(e)1;2r\(e)2H\nz", ["abcdefghij", "z", "XY"], [1, 1]),
        ("0123456789abcdefghijXY\(e)2H\(e)L", ["0123456789", "", "abcdefghij", "XY"], [1, 0]),
        ("0123456789abcdefghijXY\(e)2H\(e)M", ["0123456789", "XY"], [1, 0]),
        ("12345678日本語\(e)2;2H\(e)Lx", ["12345678日", "x", "本語"], [1, 1]),
        // Inserting and deleting lines, within the region alone.
        ("\(five)\(e)L", ["1", "", "2", "3", "4"], [1, 0]), ("\(five)\(e)2M", ["1", "4", "5"], [1, 0]),
        ("\(five)\(e)99L", ["1", ""], [1, 0]), ("\(five)\(e)99Mb", ["1", "b"], [1, 1]),
        ("\(five)\(e)1;3r\(e)2H\(e)Lx", ["1", "x", "2", "4", "5"], [1, 1]),
        ("\(five)\(e)2;4r\(e)3H\(e)2M", ["1", "2", "", "", "5"], [2, 0]),
        ("\(five)\(e)2;4r\(e)3H\(e)99L", ["1", "2", "", "", "5"], [2, 0]),
        ("\(five)\(e)3;4r\(e)2;2H\(e)L\(e)M", ["1", "2", "3", "4", "5"], [1, 1]),
        // Scrolling as such moves no cursor.
        ("\(five)\(e)S", ["2", "3", "4", "5"], [1, 1]), ("\(five)\(e)2T", ["", "", "1", "2", "3"], [1, 1]),
        ("\(five)\(e)2;4r\(e)3;2H\(e)2Sx", ["1", "4", " x", "", "5"], [2, 2]),
        ("\(five)\(e)2;4r\(e)99T", ["1", "", "", "", "5"], [0, 0]),
        ("\(five)\(e)1;2;3;4;5T", ["1", "2", "3", "4", "5"], [1, 1]),
        // What is no region changes none and moves nothing; no parameters, or all rows, end one.
        ("\(five)\(e)4;2rx\(e)3;3rx", ["1", "2xx", "3", "4", "5"], [1, 3]),
        ("\(five)\(e)2;4r\(e)r\(e)5H\nx", ["2", "3", "4", "5", "x"], [4, 1]),
        ("\(five)\(e)2;4r\(e)0;99r\(e)5H\nx", ["2", "3", "4", "5", "x"], [4, 1]),
        ("\(five)\(e)2;4r\(e)!p\(e)5H\nx", ["2", "3", "4", "5", "x"], [4, 1]),
        ("\(five)\(e)2;4r\u{1B}c\(e)5H\nx", ["2", "3", "4", "5", "x"], [4, 1]),
        ("\(five)\(e)3r\(e)5H\nx", ["1", "2", "4", "5", "x"], [4, 1]),
        // The cursor stops at the margin that it comes to from within.
        ("\(five)\(e)2;4r\(e)3H\(e)9Ax", ["1", "x", "3", "4", "5"], [1, 1]),
        ("\(five)\(e)2;4r\(e)3H\(e)9Bx", ["1", "2", "3", "x", "5"], [3, 1]),
        ("\(five)\(e)2;4r\(e)5H\(e)9Ax", ["1", "x", "3", "4", "5"], [1, 1]),
        ("\(five)\(e)2;4r\(e)9Bx", ["1", "2", "3", "x", "5"], [3, 1]),
        // DECOM: rows count from the upper margin.
        ("\(five)\(e)2;4r\(e)?6hx\(e)99Hy\(e)2dz", ["1", "x", "3z", "y", "5"], [2, 2]),
        ("\(five)\(e)2;4r\(e)?6h\(e)2H\u{1B}7\(e)?6l\(e)5Hx\u{1B}8y\(e)Hz", ["1", "z", "y", "4", "x"], [1, 1]),
        // Another screen's region is not this one's.
        ("\(five)\(e)?1049h\(e)2;4r\(e)?1049l\(e)5H\nx", ["2", "3", "4", "5", "x"], [4, 1]),
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

    private func text(_ buffer: OutputBuffer) -> [String] { (0..<buffer.lineCount).map { buffer[$0] } }

    @Test func aRegionAtTheTopScrollsIntoTheLinesFromBefore() {
        let buffer = OutputSamples.buffer("1\r\n2\r\n3\r\n4\r\nbar\(Self.e)1;4r\(Self.e)4H\r\n5\r\n6\r\n7")
        #expect(OutputSamples.screen(buffer).rows == ["4", "5", "6", "7", "bar"])
        #expect(text(buffer) == ["1", "2", "3", "4", "5", "6", "7", "bar"])
        let scrolled = OutputSamples.buffer("1\r\n2\r\n3\r\n4\r\nbar\(Self.e)1;4r\(Self.e)2S")
        #expect(text(scrolled) == ["1", "2", "3", "4", "", "", "bar"])
    }

    @Test func fromAnyOtherRegionRowsAreLost() {
        let lower = OutputSamples.buffer("1\r\n2\r\n3\r\n4\r\n5\(Self.e)2;5r\(Self.e)5H\r\n6\r\n7")
        #expect(text(lower) == ["1", "4", "5", "6", "7"])
        let deleted = OutputSamples.buffer("1\r\n2\r\n3\(Self.e)H\(Self.e)2M")
        #expect(text(deleted) == ["3"])
    }

    /// What apt prints on a terminal of five rows: text scrolls above a bar, which goes when all is done.
    @Test func anInstallersBar() {
        let (save, back) = ("\u{1B}7", "\u{1B}8")
        func bar(_ text: String) -> String {
            "\(save)\(Self.e)5;0f\(Self.e)42m\(Self.e)30m\(text)\(Self.e)49m\(Self.e)39m\(back)"
        }
        var buffer = OutputSamples.buffer("Reading\r\nDone\r\n")
        buffer.append(Array("\n\(save)\(Self.e)0;4r\(back)\(Self.e)1A\(bar("[ 0%]"))".utf8))
        for number in 1...4 { buffer.append(Array("Setting \(number)\r\n\(bar("[\(number * 25)%]"))".utf8)) }
        #expect(OutputSamples.screen(buffer).rows == ["Setting 2", "Setting 3", "Setting 4", "", "[100%]"])
        #expect(OutputSamples.styles(buffer, row: 4).first?.background == .indexed(2))
        buffer.append(Array("\n\(save)\(Self.e)0;5r\(back)\(Self.e)1A\(Self.e)J$ ".utf8))
        #expect(OutputSamples.screen(buffer).rows == ["Setting 3", "Setting 4", "$"])
        #expect(text(buffer) == ["Reading", "Done", "Setting 1", "Setting 2", "Setting 3", "Setting 4", "$ "])
    }

    @Test func anotherSizeEndsTheRegion() {
        var buffer = OutputSamples.buffer("1\r\n2\r\n3\r\n4\r\n5\(Self.e)2;3r")
        buffer.resize(columns: 10, rows: 4)
        buffer.append(Array("\(Self.e)4H\nx".utf8))
        #expect(OutputSamples.screen(buffer).rows.suffix(1) == ["x"])
        #expect(OutputSamples.screen(buffer).cursor == [3, 1])
    }

    @Test func whatScrollsInHasTheProgramsGround() {
        let buffer = OutputSamples.buffer("\(Self.five)\(Self.e)44m\(Self.e)L")
        #expect(OutputSamples.styles(buffer, row: 1).map(\.background) == Array(repeating: .indexed(4), count: 10))
        #expect(OutputSamples.styles(buffer, row: 2).map(\.background) == [.standard])
    }

    @Test func answersCountFromTheMargin() {
        var buffer = OutputSamples.buffer(
            "\(Self.five)\(Self.e)2;4r\(Self.e)?6h\(Self.e)3;2H\(Self.e)6n\(Self.e)?6l\(Self.e)6n")
        #expect(String(decoding: buffer.takeReplies(), as: UTF8.self) == "\(Self.e)3;2R\(Self.e)1;1R")
    }

    @Test func isBounded() {
        var buffer = OutputBuffer()
        let line = String(repeating: "line of text ", count: 5)
        for region in ["1;23", "2;23"] {
            buffer.append(Array("\(Self.e)\(region)r\(Self.e)44m\(Self.e)23H".utf8))
            for _ in 0..<200 {
                buffer.append(Array(String(repeating: "\(line)\r\n\(Self.e)9S\(Self.e)L", count: 50).utf8))
            }
            #expect(buffer.lineCount <= 4001)
            #expect((0..<buffer.lineCount).reduce(0) { $0 + buffer[$1].count } <= 1 << 19)
        }
    }
}
