import Testing
import ViewModel

@testable import Screen

/// What a cell takes in comes out again.
@Suite struct CellTests {
    static let characters: [Character] = ["a", "\0", " ", "é", "●", "漢", "e\u{302}\u{323}", "👩‍👩‍👧", "🇩🇪"]

    @Test(arguments: CellTests.characters)
    func character(_ character: Character) {
        var cell = Cell(character, CellStyle())
        #expect(cell.character == character)
        #expect(cell.isContinuation == (character == "\0"))
        #expect((cell.scalar != nil) == (character.unicodeScalars.count == 1))
        cell.character = "x"
        #expect(cell == Cell("x", CellStyle()))
    }

    @Test("characters of several scalars compare as others do")
    func clusters() {
        #expect(Cell("e\u{302}\u{323}", CellStyle()) == Cell("e\u{302}\u{323}", CellStyle()))
        #expect(Cell("e\u{302}\u{323}", CellStyle()) != Cell("o\u{302}\u{323}", CellStyle()))
    }

    @Test(arguments: [
        TerminalColor.standard, .indexed(0), .indexed(255), .rgb(red: 0, green: 0, blue: 0),
        .rgb(red: 1, green: 2, blue: 255),
    ])
    func style(_ color: TerminalColor) {
        for style in [
            CellStyle(foreground: color), CellStyle(background: color, attributes: [.bold, .reverse]),
            CellStyle(foreground: color, background: color, attributes: .underline),
        ] {
            var cell = Cell("x", style)
            #expect(cell.style == style)
            #expect(cell.isStyled(as: Cell("y", style)))
            #expect(!cell.isStyled(as: Cell("x", CellStyle(attributes: .dim))))
            cell.style = CellStyle()
            #expect(cell == Cell("x", CellStyle()))
        }
    }

    @Test("a frame in the memory of another one shows nothing of it")
    func reuse() throws {
        let renderer = ScreenRenderer(ScreenCapabilities(depth: .truecolor, unicode: true, theme: .plain))
        var spare: Frame? = renderer.frame(of: try Scenes.stopped(120, 36))
        let first = spare
        let state = AppState(width: 120, height: 36)
        #expect(renderer.frame(of: state, reusing: &spare) == renderer.frame(of: state))
        #expect(spare == nil)
        #expect(first == renderer.frame(of: try Scenes.stopped(120, 36)), "another holder keeps what it has")
        spare = first
        #expect(renderer.frame(of: AppState(width: 100, height: 30), reusing: &spare).width == 100)
    }

    @Test func difference() {
        var (a, b) = (Frame(width: 10, height: 2), Frame(width: 10, height: 2))
        #expect(a.difference(row: 1, from: b, width: 10) == nil)
        b[1, 3] = Cell("x", CellStyle())
        b[1, 7] = Cell(" ", CellStyle(attributes: .bold))
        #expect(a.difference(row: 0, from: b, width: 10) == nil)
        #expect(a.difference(row: 1, from: b, width: 10) == 3...7)
        #expect(a.difference(row: 1, from: b, width: 5) == 3...3)
        a[1, 0] = Cell("y", CellStyle())
        #expect(a.difference(row: 1, from: b, width: 10) == 0...7)
    }
}
