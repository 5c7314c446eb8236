import Configuration
import Screen
import Testing

/// `inherits`, and the user's themes among the built-in ones.
@Suite struct ThemeInheritanceTests {
    private func library(_ users: [String: String]) -> ThemeLibrary {
        var library = ThemeLibrary.builtIn
        for (name, text) in users {
            library.users[name] = ThemeLibrary.Source(file: "themes/\(name).toml", text: text)
        }
        return library
    }

    private func theme(_ name: String, in users: [String: String]) throws -> Theme {
        try #require(try library(users).theme(named: name))
    }

    /// What is told instead of a theme.
    private func refusal(_ name: String, in users: [String: String]) -> String? {
        do throws(ThemeFailure) {
            _ = try library(users).theme(named: name)
            return nil
        } catch {
            return error.description
        }
    }

    private let parent = ThemeFile.standardName

    @Test func whatIsNotSaidIsInherited() throws {
        let root = try theme(parent, in: [:])
        let child = try theme("mine", in: ["mine": "inherits = \"\(parent)\"\n"])
        #expect(child.name == "mine")
        for role in Role.allCases { #expect(child[role] == root[role]) }
        #expect(child.deepest == .truecolor)
    }

    @Test func aColourAloneKeepsTheOtherForms() throws {
        let root = try theme(parent, in: [:])
        let text =
            "inherits = \"\(parent)\"\n[roles]\nok = \"#102030\"\nerror = { mono = [\"reverse\"] }\nkey = \"sky\"\n"
        let child = try theme("mine", in: ["mine": text])
        #expect(child[.ok].color == ColorValue(hexadecimal: "#102030"))
        #expect(child[.ok].basic == root[.ok].basic && child[.ok].monochrome == root[.ok].monochrome)
        #expect(child[.error].monochrome == .reverse && child[.error].color == root[.error].color)
        #expect(child[.key] == root[.key], "a name of the parent's palette")
    }

    @Test func aPaletteColoursTheRolesThatAreInherited() throws {
        let child = try theme("mine", in: ["mine": "inherits = \"\(parent)\"\n[palette]\namber = \"#010203\"\n"])
        #expect(child[.slot1].color == ColorValue(hexadecimal: "#010203"))
        #expect(child[.warning].color == ColorValue(hexadecimal: "#010203"))
    }

    @Test func aUsersThemeInheritsAUsersTheme() throws {
        let users = [
            "base": "inherits = \"nord\"\ndepth = \"256\"\n[palette]\nwarm = \"#aabbcc\"\n",
            "leaf": "inherits = \"base\"\n[roles]\nwarning = \"warm\"\n",
        ]
        let leaf = try theme("leaf", in: users)
        #expect(leaf[.warning].color == ColorValue(hexadecimal: "#aabbcc"))
        #expect(leaf.deepest == .indexed256)
        #expect(leaf[.background].color == (try theme("nord", in: [:]))[.background].color)
    }

    @Test func aUsersThemeStandsBeforeTheBuiltInOneThatItInherits() throws {
        let nord = try theme("nord", in: ["nord": "inherits = \"nord\"\n[palette]\nnord8 = \"#ffffff\"\n"])
        #expect(nord[.slot0].color == ColorValue(hexadecimal: "#ffffff"))
    }

    @Test func anUnknownParentIsTold() {
        #expect(
            refusal("mine", in: ["mine": "# mine\n  inherits = \"nrod\"\n"])
                == "themes/mine.toml:2:3: no theme 'nrod'; did you mean nord?")
    }

    @Test func aCircleIsTold() {
        let users = ["a": "inherits = \"b\"\n", "b": "\ninherits = \"c\"\n", "c": "inherits = \"b\"\n"]
        #expect(refusal("a", in: users) == "themes/c.toml:1:1: a theme cannot inherit itself: b → c → b")
        #expect(
            refusal("own", in: ["own": "inherits = \"own\"\n"])
                == "themes/own.toml:1:1: a theme cannot inherit itself: own → own")
    }

    @Test func aMistakeBelongsToTheFileItStandsIn() {
        let users = ["base": "inherits = \"nord\"\n[roles]\nok = \"lime\"\n", "leaf": "inherits = \"base\"\n"]
        #expect(refusal("leaf", in: users) == "themes/base.toml:3:1: ok: no such colour in the palette: lime")
        #expect(
            refusal("leaf", in: ["leaf": "inherits = \"nord\"\n[roles]\nok = \"green"])
                == "themes/leaf.toml:3:6: the string is not closed on its line")
        #expect(refusal("leaf", in: ["leaf": ""]) == "themes/leaf.toml:1:1: a theme has a table of roles: [roles]")
        #expect(
            refusal("leaf", in: ["leaf": "inherits = 3\n"])
                == "themes/leaf.toml:1:1: what is inherited is a theme's name: inherits = \"tokyo-night\"")
    }

    @Test(arguments: [
        ("depth = \"12\"", "depth is \"mono\", \"8\", \"16\", \"256\" or \"truecolor\""),
        ("name = 1", "a theme's name is a string: name = \"…\""),
        ("roles = 1", "the roles are a table: [roles]"),
        ("palette = 1", "the palette is a table: [palette]"),
        ("colour = 1", "no such setting: colour"),
    ]) func settingsAreChecked(_ line: String, _ message: String) {
        #expect(refusal("x", in: ["x": "inherits = \"nord\"\n\(line)\n"]) == "themes/x.toml:2:1: \(message)")
    }

    @Test func aNameThatThereIsNotIsNoTheme() throws {
        #expect(try ThemeLibrary.builtIn.theme(named: "nothing") == nil)
        #expect(library(["mine": ""]).names.last == "mine")
        #expect(library(["nord": ""]).names.count == ThemeLibrary.builtIn.names.count)
    }
}
