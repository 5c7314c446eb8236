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

    /// The C library's lie in a file of their own, where they are installed.
    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func callersInLibrariesOpenNoDebuggingInformation() throws {
        let program = try CompiledProgram(CallStackTests.source, compiler: .gcc, flags: ["-g", "-O2"])
        let stopped = try StoppedProgram(program.path)
        _ = SymbolResponder()
        let image = try #require(ProgramImage(pid: stopped.pid, path: program.path))
        let frames = image.callStack(try stopped.evidence()).frames
        let main = try #require(frames.firstIndex { $0.place.function == "main" })
        #expect(frames[main].place.line != nil)
        let caller = try #require(frames[(main + 1)...].first)
        let library = try #require(image.module(at: caller.pc))
        #expect(!library.isProgram)
        #expect(!library.carriesDebugInformation)
        #expect(!library.isDebugInformationAtHand, "it was opened for a frame's line")
        #expect(caller.place.function != nil)
        #expect(caller.place.line == nil)
        // Who asks for it gets it, and then has it in stacks as well.
        let hasLines = library.hasDebugInformation
        #expect(library.isDebugInformationAtHand)
        let again = try #require(image.callStack(try stopped.evidence()).frames.first { $0.pc == caller.pc })
        #expect((again.place.line != nil) == hasLines)
    }
}
