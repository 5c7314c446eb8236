import Glibc
import TestSupport
import Testing

/// Programs that make trouble, in batch: every hit counted, memory bounded, an end in order.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct HostileTests {
    /// Resident memory that the tracer and the front may need at most, in KiB.
    private static let most = 200_000

    /// The peaks that the program read at its end: the tracer's and the front's.
    private func expectBoundedMemory(_ run: Run, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let line = try #require(
            run.error.split(separator: "\n").first { $0.hasPrefix("peak ") }, "\(run.error)",
            sourceLocation: sourceLocation)
        let peaks = line.split(separator: " ").dropFirst().compactMap { Int($0) }
        #expect(
            peaks.count == 2 && peaks.allSatisfy { $0 > 0 && $0 < Self.most }, "\(line)", sourceLocation: sourceLocation
        )
    }

    @Test func aStormOfTraps() async throws {
        let program = try HostilePrograms.trapStorm(stores: 500)
        let run = try await Run.bptui("--batch", "-w", "counter", program.path)
        #expect(run.status == 0 && run.error.contains("handled 1"), "\(run.error)")
        #expect(run.end?.hits == 500 && run.end?.missed == 0)
        try expectBoundedMemory(run)
    }

    @Test func forksWithoutEnd() async throws {
        let program = try HostilePrograms.forks(3000)
        let run = try await Run.bptui("--batch", "-w", "counter", program.path)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.end?.hits == 3000 && run.end?.missed == 0)
        try expectBoundedMemory(run)
    }

    @Test func thousandsOfThreadsComeAndGo() async throws {
        let program = try HostilePrograms.threads(2000)
        let run = try await Run.bptui("--batch", "-w", "counter", program.path)
        #expect(run.status == 0, "\(run.error)")
        #expect(run.end?.hits == 2000 && run.end?.missed == 0)
        try expectBoundedMemory(run)
    }

    @Test func aProgramThatTraces() async throws {
        let program = try HostilePrograms.tracesItself()
        let run = try await Run.bptui("--batch", "-w", "counter", program.path)
        #expect(run.status == 0 && run.error.contains("traceme -1 1"), "\(run.error)")
        #expect(run.error.contains("traced 1 1"), "its own child is its own to trace: \(run.error)")
        #expect(run.end?.hits == 10)
    }

    @Test func closedStreams() async throws {
        let program = try HostilePrograms.closesItsStreams()
        let output = TemporaryFile.path("closed")
        defer { TemporaryFile.remove(output) }
        let run = try await Run.program(
            "/bin/sh",
            [
                "-c", "\"$1\" --batch -o \"$2\" -w counter \"$3\" <&- >&- 2>&-", "sh", BuiltProducts.path("bptui"),
                output, program.path,
            ])
        #expect(run.status == 4)
        let lines = try TemporaryFile.read(output).split(separator: "\n")
        #expect(lines.count { $0.contains(#""type":"hit""#) } == 10)
        #expect(lines.last?.contains(#""reason":"exit""#) == true)
    }

    @Test func namesThatATerminalWouldObey() async throws {
        let program = try HostilePrograms.namedByAnEnemy()
        for follow in [[], ["--summary", "writers"]] as [[String]] {
            let run = try await Run.program(
                BuiltProducts.path("bptui"), ["--batch"] + follow + ["-w", "counter/8", program.path])
            #expect(run.status == 0 && run.end?.hits == 5, "\(run.error)")
            let text = run.output + run.error
            #expect(text.contains("evil"), "\(text)")
            #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7F..<0xA0).contains($0.value) })
        }
    }
}
