import Glibc
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The front may die in any way, at any moment: what it launched dies with it, and what was let go lives on.
@Suite(.serialized, .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct FrontDeathTests {
    /// Fronts are killed while a program that stores in a hot loop or now and then runs under them, a forked and released child
    /// of it hot as well. Nothing is left over but the child, and that one is alive and making progress.
    @Test(.timeLimit(.minutes(10)), arguments: ["hot", "calm"])
    func killedAtAnyMoment(pace: String) async throws {
        let hot = BuiltProducts.path("fixture-hot")
        for round in 0..<Rounds.count {
            let report = TemporaryFile.path("front-death")
            defer { TemporaryFile.remove(report) }
            let child = try await Subprocess.run(
                .path(FilePath(BuiltProducts.path("bptui"))),
                arguments: ["--batch", "-o", "/dev/null", "-w", "counter", hot, report, pace],
                input: .none, output: .discarded, error: .discarded
            ) { execution in
                let child = try await Self.childNamed(in: report)
                // A moment of the front's life that differs from round to round.
                let moment = UInt64.random(in: 0..<20_000)
                let until = Self.now() + moment * 1000
                while Self.now() < until { sched_yield() }
                try execution.send(signal: .kill)
                return child
            }.closureResult
            defer { kill(child.released, SIGKILL) }
            try await Self.wait("round \(round): the launched program \(child.launched) is gone") {
                kill(child.launched, 0) != 0 || Self.state(of: child.launched) == "Z"
            }
            #expect(kill(child.released, 0) == 0, "round \(round): the released child lives")
            let before = try Self.cpuTicks(of: child.released)
            try await Self.wait("round \(round): the released child makes progress") {
                ((try? Self.cpuTicks(of: child.released)) ?? 0) > before
            }
            #expect(Self.tracer(of: child.released) == 0, "nobody traces it")
        }
    }

    private struct Family { var launched: Int32; var released: Int32 }
    private struct Late: Error { var what: String }

    /// `fixture-hot FILE` writes "LAUNCHED CHILD" there when both run.
    private static func childNamed(in path: String) async throws -> Family {
        var family: Family?
        try await wait("the program reports in \(path)") {
            guard let text = try? TemporaryFile.read(path), text.hasSuffix("\n") else { return false }
            let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int32($0) }
            guard numbers.count == 2 else { return false }
            family = Family(launched: numbers[0], released: numbers[1])
            return true
        }
        return family!
    }

    private static func wait(_ what: String, until isSo: () -> Bool) async throws {
        let deadline = now() + 20_000_000_000
        while !isSo() {
            guard now() < deadline else { throw Late(what: what) }
            await Task.yield()
            usleep(500)
        }
    }

    private static func fields(of pid: Int32) throws -> [Substring] {
        let text = try TemporaryFile.read("/proc/\(pid)/stat")
        guard let end = text.lastIndex(of: ")") else { throw Late(what: "/proc/\(pid)/stat") }
        return text[end...].dropFirst().split(separator: " ")
    }

    private static func state(of pid: Int32) -> String? { (try? fields(of: pid))?.first.map(String.init) }
    private static func cpuTicks(of pid: Int32) throws -> Int { Int(try fields(of: pid)[11]) ?? 0 }

    private static func tracer(of pid: Int32) -> Int32 {
        let text = (try? TemporaryFile.read("/proc/\(pid)/status")) ?? ""
        return text.split(separator: "\n").first { $0.hasPrefix("TracerPid:") }
            .flatMap { Int32($0.dropFirst(10).drop { $0.isWhitespace }) } ?? -1
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
