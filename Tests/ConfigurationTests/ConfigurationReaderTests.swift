import ProgramModel
import Testing
import ViewModel

@testable import Configuration

/// A configuration's file: what it says, what is wrong with it and where, and that the rest still counts.
@Suite struct ConfigurationReaderTests {
    private func read(
        _ text: String, as source: ConfigurationReader.Source = .user
    ) -> (configuration: Configuration, problems: [String]) {
        let (configuration, problems) = ConfigurationReader.read(
            text, file: "config.toml", as: source, themes: .builtIn)
        return (configuration, problems.map { $0.description(file: "config.toml") })
    }

    private static let whole = """
        theme = "nord"
        color = "never"
        ascii = true

        [defaults]
        on-hit = "stop"
        backend = "ptrace"
        stacks = "all"
        affinity = "off"
        at = "server.c:120"
        non-stop = true
        follow-forks = true
        syscalls = true
        aslr = true
        log-limit = 100_000
        restore = true

        [signals]
        SIGUSR1 = "stop"
        usr2 = "ignore"
        34 = "pass"

        [keys]
        "ctrl-r" = "restart"
        f6 = ":watch counter if new > 3"
        Z = "none"

        [keys.hits]
        j = "move-down"
        k = "move-up"
        """

    @Test func everythingIsRead() {
        let (configuration, problems) = read(Self.whole)
        #expect(problems == [])
        #expect(configuration.settings.count == SettingName.allCases.count)
        #expect(configuration[.theme] == .text("nord"))
        #expect(configuration[.onHit] == .text("stop"))
        #expect(configuration[.at] == .text("server.c:120"))
        #expect(configuration[.logLimit] == .count(100_000))
        #expect(configuration[.restore] == .boolean(true))
        #expect(configuration.settings[.stacks]?.origin == .file("config.toml", line: 8))
        #expect(configuration.signals.mapValues(\.value) == [10: .stop, 12: .ignore, 34: .pass])
        #expect(
            configuration.keys.map(\.value) == [
                KeyMapping(.control("r"), .action(.restart)),
                KeyMapping(.function(6), .command(":watch counter if new > 3")),
                KeyMapping(.character("Z"), .nothing),
                KeyMapping(.character("j"), in: .hits, .action(.move(.down))),
                KeyMapping(.character("k"), in: .hits, .action(.move(.up))),
            ])
    }

    @Test(arguments: [
        ("thme = \"nord\"", "1:1: no such setting: thme; did you mean theme?"),
        ("theme = \"nrod\"", "1:1: no theme 'nrod'; did you mean nord?"),
        ("theme = 3", "1:1: theme is a theme's name in quotes"),
        ("ascii = \"yes\"", "1:1: ascii is true or false"),
        (
            "color = \"allways\"",
            "1:1: no such value for color: allways; did you mean always?; it is \"auto\", \"always\" or \"never\""
        ),
        ("on-hit = \"stop\"", "1:1: on-hit stands in [defaults]"),
        ("[defaults]\ntheme = \"nord\"", "2:1: theme stands in the top, before every [table]"),
        ("[defaults]\n on-hitt = \"stop\"", "2:2: no such setting: on-hitt; did you mean on-hit?"),
        ("[defaults]\nlog-limit = 0", "2:1: log-limit is a whole number from 1"),
        ("[defaults]\nat = \" \"", "2:1: at is a text in quotes"),
        ("defaults = 1", "1:1: defaults is a table: [defaults]"),
        (
            "[signals]\nSIGKILL = \"stop\"",
            "2:1: SIGKILL is no signal that can be kept from a program; did you mean SIGILL?"
        ),
        ("[signals]\nSIGUSR1 = \"halt\"", "2:1: SIGUSR1 is \"pass\", \"stop\" or \"ignore\""),
        (
            "[signals]\nSIGUSR1 = \"stop\"\nusr1 = \"pass\"",
            "3:1: SIGUSR1 stands here twice, as a number or under another name"
        ),
        ("[keys]\nspcae = \"restart\"", "2:1: no key is called 'spcae'; did you mean space?"),
        ("[keys]\nr = \"restrat\"", "2:1: no action 'restrat'; did you mean restart?"),
        ("[keys]\nr = \":wtach x\"", "2:1: no command ':wtach'; did you mean watch?"),
        ("[keys]\nr = 1", "2:1: r is an action's name, \":\" and a command, or \"none\""),
        ("[keys]\n\"C-r\" = \"restart\"\n\"ctrl-r\" = \"pause\"", "3:1: Ctrl-R is restart in line 2 already"),
        ("[keys]\nq = \"none\"", "2:1: q is the only key for quit: give that another key first"),
        ("[keys.hist]\nq = \"none\"", "1:7: no such place for keys: hist; did you mean hits?"),
        ("[keys.help]\nj = \"restart\"", "2:1: no action 'restart' for keys of help"),
        ("[[keys]]", "1:2: arrays of tables have no use here; write [name]"),
    ]) func whatIsWrongHasItsPlaceAndTheRestCounts(_ wrong: String, _ message: String) {
        let (configuration, problems) = read(wrong + "\n[defaults]\nsyscalls = true\n")
        #expect(problems.first == "config.toml:" + message)
        // What belongs to the same table stands in the same place of the file.
        if !wrong.contains("defaults") {
            #expect(problems.count == 1)
            #expect(configuration[.syscalls] == .boolean(true))
        }
    }

    @Test func aLineThatCannotBeReadTakesNoOtherWithIt() {
        let (configuration, problems) = read(
            """
            theme = nord
            color = "never"
            [defaults
            at = "lost"
            [signals]
            SIGUSR1 = "stop" SIGUSR2 = "stop"
            SIGHUP = "ignore"
            SIGINT = "pass
            [keys]
            r = "follow"
            r = "pause"
            """)
        #expect(
            problems == [
                "config.toml:1:9: nord is no value here: write a \"string\", a whole number, true or false",
                "config.toml:3:10: ']' is missing after the table's name",
                "config.toml:6:18: a new line is needed before this",
                "config.toml:8:10: the string is not closed on its line",
                "config.toml:11:1: r stands in line 10 already",
            ])
        #expect(configuration[.color] == .text("never"))
        #expect(configuration[.at] == nil)
        #expect(configuration.signals.mapValues(\.value) == [10: .stop, 1: .ignore])
        #expect(configuration.keys.map(\.value) == [KeyMapping(.character("r"), .action(.follow))])
    }

    @Test func necessaryKeysCanMove() {
        let (configuration, problems) = read("[keys]\n\":\" = \"none\"\nf2 = \"command\"\n")
        #expect(problems == [])
        let table = KeyTable(configuration.keys.map(\.value))
        #expect(table.action(for: .function(2), in: .hits) == .command)
        #expect(table.action(for: .character(":"), in: .hits) == nil)
    }

    @Test func aProjectSaysNoCommandsAndArmsNothing() {
        let (configuration, problems) = read(
            """
            [defaults]
            on-hit = "stop"
            restore = true
            [keys]
            c = ":export /etc/passwd"
            d = "kill"
            e = "restart"
            """, as: .project)
        #expect(
            problems == [
                "config.toml:3:1: restore is for the user's own file alone",
                "config.toml:5:1: c: commands are for the user's own file alone",
                "config.toml:6:1: d: a project's file binds no key to kill",
            ])
        #expect(configuration[.onHit] == .text("stop") && configuration[.restore] == nil)
        #expect(configuration.keys.map(\.value) == [KeyMapping(.character("e"), .action(.restart))])
    }

    // MARK: What counts

    @Test func theStrongerOneCounts() {
        let user = read("theme = \"nord\"\ncolor = \"never\"\n[keys]\nr = \"follow\"\nx = \"none\"\n").configuration
        let project = read("theme = \"gruvbox\"\n[keys]\nr = \"pause\"\n").configuration
        var line = Configuration()
        line.settings[.onHit] = Configuration.Said(.text("stop"), .commandLine)
        let all = line.over(project).over(user).over(.builtIn)
        #expect(all[.theme] == .text("gruvbox") && all[.color] == .text("never"))
        #expect(all[.onHit] == .text("stop") && all[.stacks] == .text("new"))
        #expect(all.settings[.stacks]?.origin == .builtIn)
        let table = KeyTable(all.keys.map(\.value))
        #expect(table.action(for: .character("r"), in: .hits) == .pause)
        #expect(table.action(for: .character("x"), in: .hits) == nil)
    }

    @Test func whatIsPrintedReadsBackEqual() {
        for text in ["", Self.whole, "[keys]\n'\"' = \"restart\"\n'\\' = \":print a\\\"b\"\n\" \" = \"none\"\n"] {
            let (said, problems) = read(text)
            #expect(problems == [])
            let counting = said.over(.builtIn)
            let printed = ConfigurationText.text(of: counting, notes: ["two\nlines"])
            let again = read(printed)
            #expect(again.problems == [])
            #expect(again.configuration.values == counting.values)
        }
    }

    @Test func whatIsPrintedSaysWhereItComesFrom() {
        var line = Configuration()
        line.settings[.onHit] = Configuration.Said(.text("stop"), .commandLine)
        let text = ConfigurationText.text(of: line.over(read("\ntheme = \"nord\"").configuration).over(.builtIn))
        let lines = text.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines.contains("theme = \"nord\" # config.toml:2"))
        #expect(lines.contains("on-hit = \"stop\" # the command line"))
        #expect(lines.contains("stacks = \"new\" # built-in"))
        #expect(lines.contains("# \"r\" = \"restart\""))
    }

    @Test func theBuiltInThemeIsTheStandardOne() {
        #expect(Configuration.builtIn[.theme] == .text(ThemeFile.standardName))
    }

    // MARK: Consent

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]) func hashesAreThoseOfTheStandard(_ text: String, _ hash: String) {
        #expect(SHA256.hexadecimal(of: Array(text.utf8)) == hash)
    }

    @Test func hashesOfLongTexts() {
        let million = Array(repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(
            SHA256.hexadecimal(of: million) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func anAnswerHoldsForOnePathAndContent() {
        var file = ConsentFile()
        file.remember(.always, for: "/a b/.bptui.toml", hash: "11")
        file.remember(.never, for: "/c/.bptui.toml", hash: "22")
        let again = ConsentFile(file.text)
        #expect(again == file)
        #expect(again.answer(for: "/a b/.bptui.toml", hash: "11") == .always)
        #expect(again.answer(for: "/c/.bptui.toml", hash: "22") == .never)
        #expect(again.answer(for: "/c/.bptui.toml", hash: "23") == nil)
        #expect(again.answer(for: "/d/.bptui.toml", hash: "22") == nil)
        #expect(ConsentFile("[files]\n\"/x\" = 3\n\"/y\" = \"perhaps 1\"\n[") == ConsentFile())
    }
}
