import Configuration
import Screen
import Testing

@Suite struct ThemeFileTests {
    private func problems(_ text: String) -> [ConfigurationProblem] {
        switch ThemeFile.parse(text) {
        case .success: []
        case .failure(let failure): failure.problems
        }
    }

    private func changed(_ line: String, to replacement: String) throws -> (text: String, line: Int) {
        let lines = try #require(ThemeFile.builtIn[ThemeFile.standardName]).split(
            separator: "\n", omittingEmptySubsequences: false)
        let index = try #require(lines.firstIndex { $0.hasPrefix(line) })
        var copy = lines.map(String.init)
        copy[index] = replacement
        return (copy.joined(separator: "\n"), index + 1)
    }

    @Test(arguments: [
        (
            "text = { c", "text = { color = \"nihgt\", basic = \"default\", mono = [] }",
            "text: no such colour in the palette: nihgt"
        ),
        ("ok = ", "ok = { color = \"green\", basic = \"lime\", mono = [] }", "ok: no such basic colour: lime"),
        (
            "ok = ", "ok = { color = \"green\", basic = \"green\", mono = [\"loud\"] }",
            "ok: mono knows bold, dim, underline and reverse"
        ),
        ("ok = ", "ok = { color = \"green\", mono = [] }", "ok has no basic colour"),
        ("ok = ", "ok = 3", "ok is a colour or a table: { color = \"…\", basic = \"…\", mono = […] }"),
        ("night = ", "night = \"dark\"", "night is no colour: write it as \"#1a2b3c\""),
    ]) func tellsWhatIsWrongAndWhere(_ line: String, _ replacement: String, _ message: String) throws {
        let (text, number) = try changed(line, to: replacement)
        #expect(problems(text).contains(ConfigurationProblem(line: number, column: 1, message: message)))
    }

    @Test func aMissingAndAnUnknownRoleAreTold() throws {
        let (text, number) = try changed("ok = ", to: "okay = { color = \"green\", basic = \"green\", mono = [] }")
        let found = problems(text)
        #expect(found.map(\.message) == ["the role ok is missing", "no such role: okay"])
        #expect(found.last?.line == number)
    }

    @Test func whatIsNoTomlIsToldWithItsLine() {
        let found = problems("name = \"x\"\n[roles\n")
        #expect(found.count == 1)
        #expect(found.first?.line == 2)
        #expect(ConfigurationProblem(line: 2, column: 3, message: "no").description(file: "a.toml") == "a.toml:2:3: no")
    }
}
