import Configuration
import Screen
import Testing

/// Every built-in theme at every depth of colour.
@Suite struct ThemeMatrixTests {
    static let names = ThemeLibrary.builtIn.names

    private func theme(_ name: String) throws -> Theme { try #require(try ThemeLibrary.builtIn.theme(named: name)) }

    @Test func theThemesThatThereAre() {
        #expect(
            Self.names == [
                "catppuccin", "deuteranopia", "dracula", "gruvbox", "high-contrast", "mono", "nord", "okabe-ito",
                "solarized-dark", "solarized-light", "terminal", "tokyo-night",
            ])
        #expect(Self.names.contains(ThemeFile.standardName))
    }

    @Test(arguments: names) func isReadUnderItsName(_ name: String) throws {
        #expect(try theme(name).name == name)
    }

    /// Text on each ground, in truecolor and as the nearest of the 256 fixed colours.
    @Test(arguments: names) func textCanBeRead(_ name: String) throws {
        let theme = try theme(name)
        guard theme.deepest >= .indexed256 else { return }
        for ground in [Role.background, .overlay, .selection] {
            let back = try #require(theme[ground].color)
            for role in Role.allCases where role.isText {
                // Quiet text is drawn as titles on the selection.
                if ground == .selection, role == .dim || role == .oldValue { continue }
                let front = try #require(theme[role].color)
                let ratio = Contrast.of(front, back)
                #expect(ratio >= 4.5, "\(role) on \(ground): \(ratio)")
                let nearest = Contrast.of(.fixed(front.nearestIndex), .fixed(back.nearestIndex))
                #expect(nearest >= 4.5, "\(role) on \(ground) with 256 colours: \(nearest)")
            }
        }
    }

    @Test(arguments: names) func theFourSlotsLookDifferent(_ name: String) throws {
        let theme = try theme(name)
        guard theme.deepest > .monochrome else { return }
        let slots = [Role.slot0, .slot1, .slot2, .slot3].map { theme[$0] }
        let basics = try slots.map { try #require($0.basic) }
        #expect(Set(basics).count == 4)
        #expect(Set(basics.map { $0 & 7 }).count == 4, "with eight colours")
        guard theme.deepest >= .indexed256 else { return }
        #expect(Set(slots.map(\.color)).count == 4)
        #expect(Set(slots.map { $0.color?.nearestIndex }).count == 4)
    }

    /// Black on the terminal's own ground would vanish where that is black, and bright black is kept for lines.
    @Test(arguments: names) func noTextIsBlackWithSixteenColours(_ name: String) throws {
        let theme = try theme(name)
        for role in Role.allCases where role.isText { #expect(theme[role].basic.map { $0 & 7 } != 0, "\(role)") }
    }

    @Test func whichAreLight() throws {
        let light = try Self.names.filter { try theme($0).isLight == true }
        #expect(light == ["solarized-light"])
        #expect(try Self.names.filter { try theme($0).isLight == nil } == ["mono", "terminal"])
    }
}
