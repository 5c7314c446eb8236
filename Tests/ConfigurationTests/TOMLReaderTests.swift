import Testing

@testable import Configuration

/// The settings' reader: what it takes, and that what it refuses has a place and a reason.
@Suite struct TOMLReaderTests {
    @Test func readsWhatSettingsAreWrittenIn() throws {
        let table = try TOMLReader.table(
            of: """
                # a comment
                title = "tab\\t, \\u00e9 and \\U0001F600" # another
                'quoted key'.inner = 'C:\\path'
                count = -1_000

                [a.b]
                on = true
                list = [
                    1, # one
                    "two", [false],
                ]
                inline = { x = 1, y.z = "deep" }
                [a]
                c = +7
                """)
        #expect(table["title"] == .string("tab\t, é and 😀"))
        #expect(table["quoted key"]?.table?["inner"] == .string("C:\\path"))
        #expect(table["count"] == .integer(-1000))
        let a = try #require(table["a"]?.table)
        #expect(a["c"] == .integer(7))
        let b = try #require(a["b"]?.table)
        #expect(b["on"] == .boolean(true))
        #expect(b["list"] == .array([.integer(1), .string("two"), .array([.boolean(false)])]))
        #expect(b["inline"]?.table?["y"]?.table?["z"] == .string("deep"))
        #expect(b.entries["inline"]?.position == TOMLPosition(line: 12, column: 1))
    }

    @Test func linesMayEndInCarriageReturns() throws {
        let table = try TOMLReader.table(of: "a = 1\r\n\r\nb = [\r\n2]\r\n")
        #expect(table.entries["b"]?.position == TOMLPosition(line: 3, column: 1))
    }

    @Test(arguments: [
        ("[=", 1, 2, "a key is missing"),
        ("[a", 1, 3, "']' is missing after the table's name"),
        ("a = 1\nb = [1, x]", 2, 9, "x is no value here: write a \"string\", a whole number, true or false"),
        ("a = [1\n2]", 2, 1, "',' or ']' is missing in the array"),
        ("a = [1,\n", 1, 5, "']' is missing for this '['"),
        ("a = {b = 1", 1, 11, "',' or '}' is missing in the table"),
        ("a =", 1, 4, "a value is missing"),
        ("a", 1, 2, "'=' is missing after the key"),
        ("= 1", 1, 1, "a key is missing"),
        ("a = 1 b = 2", 1, 7, "a new line is needed before this"),
        ("a = 1.5", 1, 5, "1.5 is no value here: write a \"string\", a whole number, true or false"),
        (
            "a = 99999999999999999999", 1, 5,
            "99999999999999999999 is no value here: write a \"string\", a whole number, true or false"
        ),
        ("a = \"open\nb = 1", 1, 5, "the string is not closed on its line"),
        ("a = 'open", 1, 5, "the string is not closed on its line"),
        ("a = \"\"\"x\"\"\"", 1, 5, "strings have one line here"),
        ("a = \"\\q\"", 1, 7, "no such escape; there are \\\" \\\\ \\b \\t \\n \\f \\r \\uXXXX \\UXXXXXXXX"),
        ("a = \"\\ud800\"", 1, 8, "4 hexadecimal digits of a character are missing"),
        ("a = \"\u{1b}[2J\"", 1, 5, "a control character is in this string"),
        ("[[a]]", 1, 2, "arrays of tables have no use here; write [name]"),
        ("a = 1\na = 2", 2, 1, "a stands in line 1 already"),
        ("a = 1\n[a]", 2, 2, "a is complete in line 1; nothing can be put into it here"),
        ("a = {}\na.b = 1", 2, 1, "a is complete in line 1; nothing can be put into it here"),
    ]) func refusesWithPlaceAndReason(text: String, line: Int, column: Int, message: String) {
        #expect(throws: ConfigurationProblem(line: line, column: column, message: message)) {
            try TOMLReader.table(of: text)
        }
    }

    @Test(arguments: ["[", "{a=", "a.", "[a", "\"", "#", "\\"]) func depthAndLengthAreBounded(piece: String) {
        for start in ["", "a = ", "["] {
            _ = try? TOMLReader.table(of: start + String(repeating: piece, count: 100_000))
        }
    }

    @Test func wordsOfTheFileAreHarmlessOnATerminal() {
        #expect(throws: ConfigurationProblem(line: 2, column: 1, message: "a\\x1b[2J stands in line 1 already")) {
            try TOMLReader.table(of: "\"a\\u001b[2J\" = 1\n\"a\\u001b[2J\" = 2")
        }
    }
}
