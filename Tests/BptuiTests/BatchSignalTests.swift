import TestSupport
import Testing

/// `--signal` without a screen.
@Suite(.serialized) struct BatchSignalTests {
    let signals = BuiltProducts.path("fixture-signals")

    @Test(.timeLimit(.minutes(10)))
    func aSignalIsPassedOn() async throws {
        let run = try await Run.bptui("--batch", signals, "usr1")
        #expect(run.status == 0)
        let told = run.objects.filter { $0.type == "signal" }
        #expect(told.map(\.signal) == [10])
        #expect(told.map(\.delivered) == [nil])
    }

    @Test(.timeLimit(.minutes(10)))
    func aSignalIsKeptFromTheProgram() async throws {
        let run = try await Run.bptui("--batch", "--signal", "USR1=ignore", signals, "usr1")
        #expect(run.status == 1, "its handler has not run")
        let told = run.objects.filter { $0.type == "signal" }
        #expect(told.map(\.signal) == [10])
        #expect(told.map(\.delivered) == [false])
    }
}
