import Configuration
import Glibc
import TestSupport
import Testing

@testable import BptuiCommand

/// The configuration in the real program, without a screen: what counts, what is wrong, and what a project may not do unasked.
@Suite(.serialized, .timeLimit(.minutes(5))) struct ConfigurationRunTests {
    private func inFolders(
        _ configuration: String?, project: String? = nil,
        _ body: (TemporaryFolder, [String: String]) async throws -> Void
    ) async throws {
        let folder = TemporaryFolder()
        defer { folder.remove() }
        for part in ["/config", "/config/bptui", "/project"] { mkdir(folder.path + part, 0o755) }
        if let configuration { try TemporaryFile.write(configuration, to: folder.path + "/config/bptui/config.toml") }
        if let project { try TemporaryFile.write(project, to: folder.path + "/project/.bptui.toml") }
        try await body(
            folder, ["XDG_CONFIG_HOME": folder.path + "/config", "XDG_STATE_HOME": folder.path + "/state"])
    }

    /// Runs bptui in the project's folder.
    private func run(
        _ arguments: [String], in folder: TemporaryFolder, _ environment: [String: String]
    ) async throws -> Run {
        try await Run.program(
            "/bin/sh",
            ["-c", "cd \"$0/project\" && exec \"$@\"", folder.path, BuiltProducts.path("bptui")] + arguments,
            environment: environment)
    }

    private func words(_ run: Run) -> [String] {
        run.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    }

    @Test func whatCountsIsPrintedWithItsOrigin() async throws {
        let text = "theme = \"nord\"\n[defaults]\non-hit = \"stop\"\nstacks = \"all\"\nnon-stop = true\n"
        try await inFolders(text) { folder, environment in
            let path = folder.path + "/config/bptui/config.toml"
            let run = try await run(
                ["--print-config", "--stacks", "none", "--no-non-stop"], in: folder, environment)
            #expect(run.status == 0 && run.error == "")
            let lines = words(run)
            for line in [
                "theme = \"nord\" # \(path):1", "on-hit = \"stop\" # \(path):3", "stacks = \"none\" # the command line",
                "non-stop = false # the command line", "backend = \"auto\" # built-in",
            ] {
                #expect(lines.contains(line), "\(line)")
            }
            // It is a configuration that says the same.
            try TemporaryFile.write(run.output, to: path)
            let again = try await self.run(["--print-config"], in: folder, environment)
            let values = { (run: Run) in
                run.output.split(separator: "\n").compactMap { line in
                    line.hasPrefix("#")
                        ? nil : line.split(separator: "#").first?.split(separator: " ").joined(separator: " ")
                }
            }
            #expect(again.error == "" && values(again) == values(run))
        }
    }

    @Test func withoutConfigurationNothingIsRead() async throws {
        try await inFolders("theme = \"nord\"\nnonsense = 1\n", project: "ascii = true\n") { folder, environment in
            let run = try await run(["--no-config", "--print-config"], in: folder, environment)
            #expect(run.status == 0 && run.error == "")
            let lines = words(run)
            #expect(lines.contains("theme = \"tokyo-night\" # built-in") && lines.contains("ascii = false # built-in"))
        }
    }

    @Test func whatIsWrongIsSaidWithItsPlaceAndTheRestCounts() async throws {
        let text = "thme = \"nord\"\n[defaults]\nstacks = \"all\"\n[signals\n[keys]\nr = \"restrat\"\n"
        try await inFolders(text) { folder, environment in
            let path = folder.path + "/config/bptui/config.toml"
            let problems = """
                bptui: \(path):1:1: no such setting: thme; did you mean theme?
                bptui: \(path):4:9: ']' is missing after the table's name
                bptui: \(path):6:1: no action 'restrat'; did you mean restart?

                """
            let printed = try await run(["--print-config"], in: folder, environment)
            #expect(printed.status == 0 && printed.error == problems)
            #expect(words(printed).contains("stacks = \"all\" # \(path):3"))
            let batch = try await run(["--batch", "/bin/true"], in: folder, environment)
            #expect(batch.status == 0 && batch.error.hasPrefix(problems))
        }
    }

    @Test func aProjectIsNotReadInBatchUnlessItWasAllowedAsItIs() async throws {
        try await inFolders(nil, project: "[defaults]\nstacks = \"all\"\n") { folder, environment in
            let path = folder.path + "/project/.bptui.toml"
            let note = "\(path) is not read without consent: start the screen here once and answer"
            let batch = try await run(["--batch", "/bin/true"], in: folder, environment)
            #expect(batch.status == 0 && batch.error.contains("bptui: \(note)\n"))
            let printed = try await run(["--print-config"], in: folder, environment)
            #expect(printed.output.contains("# \(note)\n") && words(printed).contains("stacks = \"new\" # built-in"))

            let book = ConsentBook(directory: StateDirectory(path: folder.path + "/state/bptui"))
            try book.remember(
                .always, for: path, hash: "46ecd1c1a62d2b60ad3cbac2ba1dd45e1ffe7bcd3c5b4d16aebb3ed2c5a47d7b")
            let other = try await run(["--print-config"], in: folder, environment)
            #expect(words(other).contains("stacks = \"new\" # built-in"), "the consent was to something else")
        }
    }

    @Test func aFileThatCannotBeReadIsSaid() async throws {
        try await inFolders(nil) { folder, environment in
            mkdir(folder.path + "/config/bptui/config.toml", 0o755)
            let run = try await run(["--print-config"], in: folder, environment)
            #expect(run.status == 0)
            #expect(
                run.error
                    == "bptui: \(folder.path)/config/bptui/config.toml cannot be read: it is no regular file\n")
        }
    }
}
