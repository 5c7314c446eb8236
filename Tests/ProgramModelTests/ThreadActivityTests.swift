import ProgramModel
import Testing

@Suite struct ThreadActivityTests {
    private static let tail =
        " 1 2 3 4 5 6 7 8 9 10 70 30 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 5 37\n"

    @Test func isReadAfterTheLastParenthesis() {
        let text = "4243 (a) R (b) S" + Self.tail
        #expect(
            ThreadActivity(parsing: Array(text.utf8))
                == ThreadActivity(name: "a) R (b", state: "S", ticks: 100, processor: 5))
    }

    @Test(arguments: ["", "4243", "4243 (a", "4243 )a(", "4243 (a) S", "4243 (a)"]) func whatIsCutIsNothing(
        text: String
    ) {
        #expect(ThreadActivity(parsing: Array(text.utf8)) == nil)
    }

    @Test func aNameCannotReachTheTerminal() {
        let text = "1 (\u{1B}[2J) S" + Self.tail
        #expect(ThreadActivity(parsing: Array(text.utf8))?.name.contains("\u{1B}") == false)
    }
}
