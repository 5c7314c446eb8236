import Configuration
import Screen
import Testing

@Suite struct ThemeFileTests {
    private func builtIn() throws -> Theme {
        try ThemeFile.parse(try #require(ThemeFile.builtIn[ThemeFile.standardName])).get()
    }

    @Test(arguments: ThemeFile.builtIn.keys.sorted()) func everyBuiltInThemeIsRead(_ name: String) throws {
        let theme = try ThemeFile.parse(try #require(ThemeFile.builtIn[name])).get()
        #expect(theme.name == name)
    }

    /// WCAG 2: contrast of two colours by their relative luminance.
    private func contrast(_ a: ColorValue, _ b: ColorValue) -> Double {
        func luminance(_ color: ColorValue) -> Double {
            func linear(_ value: UInt8) -> Double {
                // The sRGB curve is near enough a power of 2.2.
                let x = Double(value) / 255
                if x <= 0.03928 { return x / 12.92 }
                let base = (x + 0.055) / 1.055
                // base^2.4 without a mathematics library: base² · base^0.4, by Newton's fifth root of base².
                var root = 1.0
                for _ in 0..<40 {
                    root -= (root * root * root * root * root - base * base) / (5 * root * root * root * root)
                }
                return base * base * root
            }
            return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue)
        }
        let (x, y) = (luminance(a), luminance(b))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }

    @Test(arguments: ThemeFile.builtIn.keys.sorted()) func textCanBeRead(_ name: String) throws {
        let theme = try ThemeFile.parse(try #require(ThemeFile.builtIn[name])).get()
        for ground in [Role.background, .overlay, .selection] {
            let back = try #require(theme[ground].color)
            for role in Role.allCases where role.isText {
                // Quiet text is drawn as titles on the selection.
                if ground == .selection, role == .dim || role == .oldValue { continue }
                let ratio = contrast(try #require(theme[role].color), back)
                #expect(ratio >= 4.5, "\(role) on \(ground): \(ratio)")
            }
        }
    }

    @Test func slotsLookDifferentAtEveryDepth() throws {
        let theme = try builtIn()
        let slots = [Role.slot0, .slot1, .slot2, .slot3].map { theme[$0] }
        #expect(Set(slots.map(\.color)).count == 4)
        #expect(Set(slots.map(\.basic)).count == 4)
        #expect(Set(slots.map { $0.color?.nearestIndex }).count == 4)
    }

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
        ("ok = ", "ok = 3", "ok is a table: { color = \"…\", basic = \"…\", mono = […] }"),
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
