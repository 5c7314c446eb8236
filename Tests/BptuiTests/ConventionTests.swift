import Glibc
import TestSupport
import Testing

@testable import BptuiCommand

/// Help, versions, the manual page and completions: all made of the parser.
@Suite(.serialized, .timeLimit(.minutes(10))) struct ConventionTests {
    private static let folder =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/Sources/bptui/Manual"

    /// BPTUI_RECORD=1 writes the files anew.
    private func compare(_ text: String, with name: String) throws {
        let path = "\(Self.folder)/\(name)"
        if getenv("BPTUI_RECORD") != nil { return try TemporaryFile.write(text, to: path) }
        let committed = try TemporaryFile.read(path)
        #expect(committed == text, "\(name) is not what the parser makes: record it with BPTUI_RECORD=1")
    }

    @Test func theManualIsThatOfTheParser() async throws {
        let run = try await Run.bptui("--print-manual")
        #expect(run.status == 0 && run.output.hasPrefix(".\\\""))
        try compare(run.output, with: "bptui.1")
        // Everything of the parser stands in it.
        for command in [ToolDescription.bptui.run] + ToolDescription.bptui.named {
            for form in command.options.flatMap(\.forms) {
                #expect(run.output.contains(ManualPage.escaped(form)), "\(form)")
            }
        }
        // No line is a request by mistake, none is cut.
        for line in run.output.split(separator: "\n") where line.hasPrefix(".") {
            let request = line.dropFirst().prefix { $0 != " " }
            #expect(
                [#"\""#, "TH", "SH", "SS", "TP", "PP", "B", "nf", "fi", "sp", "ad", "nh"].contains(request), "\(line)")
        }
        #expect(run.output.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    }

    @Test(arguments: CompletionShell.allCases) func theCompletionsAreThoseOfTheParser(shell: CompletionShell)
        async throws
    {
        let run = try await Run.bptui("--generate-completion-script", shell.rawValue)
        #expect(run.status == 0 && run.error.isEmpty)
        try compare(run.output, with: shell.fileName)
        for option in ToolDescription.bptui.run.options {
            let forms = shell == .fish ? [option.key] : option.forms
            for form in forms { #expect(run.output.contains(form), "\(form)") }
        }
    }

    @Test(
        arguments: [
            (["bptui", "--ba"], ["--backend", "--batch"]), (["bptui", "demo", "--tou"], ["--tour"]),
            (["bptui", "--color", ""], ["auto", "always", "never"]), (["bptui", "--theme", "no"], ["nord"]),
            (["bptui", "demo", "-w", "led"], ["ledger"]), (["bptui", "help", "key"], ["keys"]),
            (["bptui", "export", "x", "--format", "p"], ["perf-script"]), (["bptui", "/bin/true", "--ba"], []),
            (["bptui", "-w", "counte", "fixture-stores"], ["counter"]),
        ] as [([String], [String])])
    func bashCompletes(words: [String], expected: [String]) async throws {
        let index = words.firstIndex { $0 == "counte" } ?? words.count - 1
        let run = try await Run.program(
            "/bin/bash",
            [
                "-c",
                #"""
                cd "$1"; PATH=.:$PATH; source "$2"; index=$3; shift 3
                COMP_WORDS=("$@"); COMP_CWORD=$index; _bptui; printf '%s\n' "${COMPREPLY[@]}"
                """#, "bash",
                BuiltProducts.path("bptui").split(separator: "/", omittingEmptySubsequences: false).dropLast()
                    .joined(separator: "/"), "\(Self.folder)/bptui.bash", "\(index)",
            ] + words)
        #expect(run.output.split(separator: "\n").map(String.init) == expected, "\(run.error)")
    }

    @Test func namesAndProcessesAreFound() async throws {
        let stores = BuiltProducts.path("fixture-stores")
        #expect(CompletionWords.of("symbols", beginning: "count", on: ["bptui", "-w", "count", stores]) == ["counter"])
        #expect(CompletionWords.of("symbols", beginning: "count", on: ["bptui", "-w", "count"]) == [])
        #expect(
            CompletionWords.of("themes", beginning: "solar", on: []).sorted() == ["solarized-dark", "solarized-light"])
        #expect(CompletionWords.of("processes", beginning: "\(getppid())", on: []).contains("\(getppid())"))
        #expect(CompletionWords.of("nothing", beginning: "", on: []) == [])
    }

    @Test(
        arguments: [
            ["--help"], ["-h"], ["help"], ["--batch", "--help"], ["demo", "--help"], ["replay", "--help"],
            ["export", "-h"], ["doctor", "--help"], ["decode", "--help"], ["help", "doctor"], ["help", "demo"],
        ])
    func helpFitsAScreenAndBeginsWithExamples(words: [String]) async throws {
        let run = try await Run.program(BuiltProducts.path("bptui"), words)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 25 && lines.last == "", "\(lines.count) lines")
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(run.output)")
        let usage = try #require(lines.firstIndex { $0.hasPrefix("Usage: ") })
        #expect(lines[1..<usage].contains { $0.contains("bptui ") }, "\(run.output)")
    }

    @Test func whatTheShortHelpNamesIsThere() {
        let known = Set(
            ToolDescription.bptui.run.options.flatMap(\.forms) + ["--tour", "--rounds", "--fast", "--", "-"])
        for text in [HelpText.short, HelpText.demo, HelpText.script] {
            for word in text.split(whereSeparator: { " ,[]\n".contains($0) }) where word.hasPrefix("-") {
                #expect(known.contains(String(word)), "\(word)")
            }
        }
        for command in ToolDescription.bptui.named { #expect(HelpText.short.contains(command.commandName)) }
    }

    @Test func everyOptionHasItsTopic() {
        for option in ToolDescription.bptui.run.options {
            #expect(OptionTopic.of(option) != nil, "\(option.key) is missing in OptionTopic")
        }
    }

    @Test(arguments: ["options", "keys", "commands", "script"]) func topics(name: String) async throws {
        let run = try await Run.bptui("help", name)
        #expect(run.status == 0)
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(run.output)")
        let awaited = [
            "options": "--follow-forks", "keys": "Ctrl-L", "commands": ":save-screen", "script": "wait-stop",
        ]
        #expect(run.output.contains(try #require(awaited[name])))
    }

    @Test(arguments: [["-V"], ["--version"], ["demo", "-V"]]) func versions(words: [String]) async throws {
        let run = try await Run.program(BuiltProducts.path("bptui"), words)
        #expect(run.status == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first == "bptui \(BptuiVersion.number)")
        for pattern in [
            #/ncurses 6\.\d/#, #/elfutils 0\.\d+/#, #/Zydis 4\.\d+\.\d+/#, #/Swift library \d+\.\d/#, #/Linux \d/#,
        ] {
            #expect(lines.contains { $0.contains(pattern) }, "\(run.output)")
        }
    }
}
