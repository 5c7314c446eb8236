import FoundationEssentials
import TestSupport
import Testing

/// Six watches on four registers, by the real program.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct RotationTests {
    private struct Coverage: Decodable {
        var type: String
        var expression: String?
        var coverage: Double?
        var hits: UInt64?
        var scaled: Double?
        var error: Double?
    }

    @Test(arguments: ["", ",perf"]) func theCountsOfSixAreScaled(mechanism: String) async throws {
        let truth = ["counter": 6000.0, "a": 6000, "b": 3000, "c": 1500, "d": 6000, "pair": 6000]
        let watches = truth.keys.sorted().flatMap { ["-w", $0 + "\(mechanism),flexible"] }
        let run = try await Run.program(
            BuiltProducts.path("bptui"),
            ["--batch", "--rotate", "20ms"] + watches + [BuiltProducts.path("fixture-stores"), "six", "6000"])
        #expect(run.status == 0)
        let told = run.output.split(separator: "\n").compactMap {
            try? JSONDecoder().decode(Coverage.self, from: Data($0.utf8))
        }.filter { $0.type == "coverage" }
        #expect(told.count == 6)
        for watch in told {
            let share = try #require(watch.coverage)
            let scaled = try #require(watch.scaled)
            let stores = try #require(truth[watch.expression ?? ""])
            #expect(share > 0.4 && share < 0.95)
            #expect(scaled > 0.6 * stores && scaled < 1.6 * stores, "\(scaled) of \(stores)")
            #expect(watch.error.map { $0 > 0 } == true)
        }
        let counted = told.compactMap(\.hits).reduce(0, +)
        #expect(counted == UInt64(run.hits.count) + (run.end?.missed ?? 0))
    }

    @Test(arguments: ["50", "x", "0ms"]) func aPaceIsRefusedInWords(pace: String) async throws {
        let run = try await Run.bptui("--batch", "--rotate", pace, BuiltProducts.path("fixture-stores"), "three")
        #expect(run.status == 64)
        #expect(run.error.contains("--rotate \(pace)") && run.error.contains("ms"))
    }
}
