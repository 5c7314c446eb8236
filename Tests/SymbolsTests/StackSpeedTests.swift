import ProgramModel
import TestSupport
import Testing

@testable import Symbols

/// What a stack costs once its addresses are known. The bound is wide: the build may be a debug one.
@Suite("The speed of stacks", .timeLimit(.minutes(2)))
struct StackSpeedTests {
    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func knownAddressesCostMicroseconds() throws {
        let program = try CompiledProgram(CallStackTests.source, compiler: .gcc, flags: ["-g", "-O2"])
        let stopped = try StoppedProgram(program.path)
        _ = SymbolResponder()
        let image = try #require(ProgramImage(pid: stopped.pid, path: program.path))
        let evidence = try stopped.evidence()
        let first = image.callStack(evidence)
        let frames = first.frames.filter { !$0.isInlined }.count
        #expect(frames >= 6)
        let clock = ContinuousClock()
        let rounds = 2000
        var last = CallStack()
        let time = clock.measure {
            for _ in 0..<rounds { last = image.callStack(evidence) }
        }
        #expect(last == first)
        print("\(frames) frames (\(first.frames.count) with inlined ones): \(time / rounds) a stack")
        #expect(time / rounds < .microseconds(500))
    }
}
