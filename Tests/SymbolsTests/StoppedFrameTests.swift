import HitRules
import ProgramModel
import Symbols
import TestSupport
import Testing

/// The line and the frame that a stopped thread stands in.
@Suite(.timeLimit(.minutes(5))) struct StoppedFrameTests {
    private static let source = """
        int counter;
        __attribute__((noinline)) int inner(int n) {
            counter = n; __asm__ volatile("int3"); counter = n + 1;
            return counter;
        }
        int main(void) { return inner(3) + inner(4); }
        """

    private func frame(_ program: StoppedProgram) throws -> StoppedFrame {
        let questions = program.questions
        questions.number += 1
        questions.worker.submit(
            .frame(number: questions.number, context: EvaluationContext(tid: program.pid, registers: program.registers))
        )
        guard case .frame(questions.number, let frame) = try questions.next() else {
            throw CompiledProgramError(description: "no frame")
        }
        return frame
    }

    @Test(arguments: ["-O0", "-O2"]) func theLineIsAroundIt(level: String) throws {
        let compiled = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", level])
        let program = try StoppedProgram(compiled.path)
        let pc = program.registers[.rip]
        let frame = try frame(program)
        #expect(frame.lineProblem == nil)
        #expect(frame.lineRanges.contains { $0.contains(pc) })
        // Each instruction of the line is of line 3, and the one behind it is not.
        for range in frame.lineRanges {
            #expect(try program.questions.place(range.lowerBound, isExact: true).line == 3)
            #expect(try program.questions.place(range.upperBound - 1, isExact: true).line == 3)
        }
        #expect(try program.questions.place(frame.lineRanges.last!.upperBound, isExact: true).line != 3)
    }

    @Test func theFrameReturnsToItsCaller() throws {
        let compiled = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", "-O0"])
        let program = try StoppedProgram(compiled.path)
        let scope = try #require(try frame(program).scope)
        #expect(scope.tid == program.pid)
        #expect(try program.word(scope.frameAddress - 8) == scope.returnAddress)
        #expect(try program.questions.place(scope.returnAddress, isExact: true).function == "main")
        #expect(!scope.exits.isEmpty, "the C library has longjmp")
    }

    @Test func withoutLinesItSaysSo() throws {
        let compiled = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-O0"])
        let program = try StoppedProgram(compiled.path)
        let frame = try frame(program)
        #expect(frame.lineRanges == [])
        #expect(frame.lineProblem?.contains("has no line numbers at 0x") == true)
        #expect(frame.scope != nil, "the unwind tables are there all the same")
    }
}
