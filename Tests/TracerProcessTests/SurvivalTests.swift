import Glibc
import TestSupport
import Testing
import Tracing

@testable import TracerProcess

/// What makes the death of the tracer process unlikely.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SurvivalTests {
    private func file(_ name: String, of pid: Int32) throws -> String {
        String(try TemporaryFile.read("/proc/\(pid)/\(name)").filter { $0 != "\n" })
    }

    /// CAP_SYS_RESOURCE, by capabilities(7).
    private var mayLowerScores: Bool {
        let status = (try? TemporaryFile.read("/proc/self/status")) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("CapEff:") } ?? ""
        let capabilities = UInt64(line.dropFirst(7).drop { $0.isWhitespace }, radix: 16) ?? 0
        return capabilities >> 24 & 1 == 1
    }

    @Test func itHasANameASessionAndALowScore() throws {
        let tracer = try RemoteTracer.spawn(executable: BuiltProducts.path("bptui"), capacity: 1024)
        defer { tracer.close() }
        let pid = try #require(tracer.processID)
        let own = try file("oom_score_adj", of: getpid())
        #expect(try file("comm", of: pid) == "bptui-tracer")
        #expect(getsid(pid) == pid)
        #expect(try file("oom_score_adj", of: pid) == (mayLowerScores ? "-500" : own))
        // What it launches is nobody special.
        let owner = TracerOwner(tracer)
        try owner.perform(
            .launch(LaunchConfiguration(path: BuiltProducts.path("fixture-spin"), arguments: ["spin"], environment: []))
        )
        #expect(try file("oom_score_adj", of: try #require(owner.pid)) == own)
        try owner.perform(.kill)
    }
}
