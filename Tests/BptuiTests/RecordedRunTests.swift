import Glibc
import Recording
import TestSupport
import Testing

@testable import BptuiCommand

/// Runs of the real program, recorded and written again.
@Suite(.serialized, .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct RecordedRunTests {
    let stores = BuiltProducts.path("fixture-stores")

    /// Records a run in batch and gives it, and what an export of the recording says.
    private func record(
        _ arguments: [String], format: String = "json", _ body: (Run, Run) throws -> Void
    ) async throws {
        let path = TemporaryFile.path("run.rec")
        defer { TemporaryFile.remove(path) }
        let run = try await Run.program(BuiltProducts.path("bptui"), ["--batch", "--log", path] + arguments)
        let export = try await Run.bptui("export", path, "--format", format)
        try body(run, export)
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: [
            ["-w", "counter", "fixture-stores", "three"], ["-w", "counter", "fixture-stores", "silent"],
            ["-w", "pair.x", "-w", "pair.y", "fixture-stores", "overlap"],
            ["-w", "counter", "--stacks", "all", "fixture-stores", "three"],
            ["-w", "counter", "--max-hits", "7", "fixture-stores", "silent"],
            ["-w", "counter", "fixture-threads", "4", "2000"],
        ])
    func anExportIsWhatBatchWrote(arguments: [String]) async throws {
        let resolved = arguments.map { $0.hasPrefix("fixture-") ? BuiltProducts.path($0) : $0 }
        try await record(resolved) { run, export in
            #expect(run.status == 0)
            #expect(export.status == 0, "\(export.error)")
            #expect(!run.hits.isEmpty)
            #expect(export.output == run.output)
            #expect(export.error.isEmpty)
        }
    }

    @Test(.timeLimit(.minutes(10))) func theOtherFormatsHaveEveryHit() async throws {
        let path = TemporaryFile.path("run.rec")
        defer { TemporaryFile.remove(path) }
        let run = try await Run.bptui("--batch", "--log", path, "-w", "counter", stores, "silent")
        #expect(run.hits.count == 500)
        let csv = try await Run.bptui("export", path, "--format", "csv")
        #expect(csv.output.split(separator: "\r\n").count == 501)
        let perf = try await Run.bptui("export", path, "--format", "perf-script")
        let lines = perf.output.split(separator: "\n")
        #expect(lines.count == 500)
        #expect(lines.allSatisfy { $0.contains("mem:0x") && $0.contains("fixture-stores") && $0.contains("+0x") })
        let trace = try await Run.bptui("export", path, "--format", "trace")
        #expect(trace.output.split(separator: "\n").filter { $0.contains("\"ph\":\"i\"") }.count == 500)
    }

    @Test(.timeLimit(.minutes(10))) func aFullDiskIsSaidAndTheRunGoesOn() async throws {
        let run = try await Run.bptui("--batch", "--log", "/dev/full", "-w", "counter", stores, "silent")
        #expect(run.status == 0)
        #expect(run.hits.count == 500)
        #expect(run.end?.reason == "exit")
        let said = run.error.split(separator: "\n").filter { $0.contains("/dev/full") }
        #expect(said.count == 1, "\(run.error)")
        #expect(said.first?.contains("No space left on device") == true)
    }

    @Test func eventsOfAnotherVersionAreToldAsSuch() {
        let about = RecordingAbout(
            program: "/a", arguments: [], writer: "bptui 9\u{1b}[2J\nncurses 6", date: 0, stacks: "none")
        let words = RecordingWords.skipped(2, by: about)
        #expect(
            words.hasPrefix("2 events of this recording are unknown to bptui \(BptuiVersion.number) and left out; "))
        #expect(words.hasSuffix("; bptui 9\\x1b[2J wrote it"))
    }

    @Test(.timeLimit(.minutes(10))) func wrongUse() async throws {
        let absent = try await Run.bptui("export", "/nowhere/run.rec")
        #expect(absent.status == 127)
        #expect(absent.error == "bptui: cannot open '/nowhere/run.rec': No such file or directory\n")
        let other = try await Run.bptui("export", stores)
        #expect(other.status == 65)
        #expect(other.error.contains("it is no recording of bptui"))
        let later = TemporaryFile.path("later.rec")
        defer { TemporaryFile.remove(later) }
        try TemporaryFile.write("bptuirec\u{2}\0\0\0\u{8}\0\0\0", to: later)
        for command in ["export", "replay"] {
            let refused = try await Run.program(BuiltProducts.path("bptui"), [command, later])
            #expect(refused.status == 65)
            #expect(
                refused.error.contains("it is a recording in format 2, which bptui \(BptuiVersion.number) ")
                    && refused.error.contains("open it with the bptui that wrote it"), "\(refused.error)")
        }
        let unwritable = try await Run.bptui("--batch", "--log", "/nowhere/run.rec", "-w", "counter", stores, "three")
        #expect(unwritable.status == 73)
        #expect(unwritable.error.contains("choose another file with --log"))
        let limit = try await Run.bptui("--batch", "--log-limit", "0", "-w", "counter", stores, "three")
        #expect(limit.status == 64)
    }
}
