import CSingleStep
import Glibc
import HitRules
import ProgramModel
import TestSupport
import Testing

/// The frames found are the calls that were stepped over and have not returned: nothing else is the truth.
@Suite("Unwinding", .timeLimit(.minutes(10))) struct UnwindingTests {
    struct Tally {
        var stacks = 0
        var frames = 0
        /// Without their outermost frame, and for which reasons.
        var incomplete = 0
        var reasons: [String: Int] = [:]
        var wrong: [String] = []
    }

    static func run(
        _ path: String, _ arguments: [String] = [], skip: UInt64 = 0, steps: UInt64 = 60_000, period: UInt64 = 61
    ) throws -> Tally {
        var run = css_run()
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { (text: String) in strdup(text) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            ["LC_ALL=C", "PATH=/usr/bin", "LD_BIND_NOW=1"].map { (text: String) in strdup(text) } + [nil]
        defer { for text in argv + environment { free(text) } }
        try #require(css_launch(path, &argv, &environment, &run) == 0)
        defer { css_end(&run) }
        let samples = UnsafeMutableBufferPointer<css_sample>.allocate(capacity: 1024)
        let stackSize = 16 << 10
        let stacks = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1024 * stackSize)
        defer {
            samples.deallocate()
            stacks.deallocate()
        }
        var count = 0
        let result = css_sample(
            &run, skip, steps, period, samples.baseAddress, stacks.baseAddress, stackSize, samples.count, &count)
        try #require(result == 0, "\(path): \(result)")
        let questions = SymbolQuestions()
        _ = try questions.load(run.pid, path)
        var tally = Tally()
        for index in 0..<count {
            let copy = Array(stacks[index * stackSize..<index * stackSize + samples[index].stack_count])
            try compare(samples[index], copy, questions, &tally)
        }
        return tally
    }

    private static func compare(
        _ sample: css_sample, _ copy: [UInt8], _ questions: SymbolQuestions, _ tally: inout Tally
    ) throws {
        let registers = MachineRegisters(
            values: withUnsafeBytes(of: sample.registers) { Array($0.bindMemory(to: UInt64.self)) })
        let truth =
            [registers[.rip]]
            + withUnsafeBytes(of: sample.return_addresses) {
                Array($0.bindMemory(to: UInt64.self).prefix(sample.depth))
            }
        let stack = try questions.stack(StackEvidence(registers: registers, stack: copy, isExact: true))
        let found = stack.frames.filter { !$0.isInlined }.map(\.pc)
        tally.stacks += 1
        tally.frames += found.count
        if let problem = stack.problem {
            tally.incomplete += 1
            let words = problem.split(separator: " ").filter { !$0.hasPrefix("0x") }
            tally.reasons[words.joined(separator: " "), default: 0] += 1
        }
        let expected = stack.problem == nil ? truth : Array(truth.prefix(found.count))
        if found != expected {
            tally.wrong.append(
                "found \(found.map { String($0, radix: 16) }), in truth \(truth.map { String($0, radix: 16) })\n"
                    + stack.text)
        }
    }

    @Test(arguments: [
        ("/bin/ls", ["-l", "/"], 90_000 as UInt64), ("/usr/bin/sort", ["/etc/passwd"], 60_000),
        ("/usr/bin/env", ["python3", "-c", "print(sorted(str(x) for x in range(50)))"], 200_000), ("/bin/true", [], 0),
    ])
    func inProgramsOfTheSystem(path: String, arguments: [String], skip: UInt64) throws {
        let tally = try Self.run(path, arguments, skip: skip)
        print(
            "\(path): \(tally.stacks) stacks, \(tally.frames) frames, \(tally.incomplete) incomplete \(tally.reasons)")
        #expect(tally.stacks > 500)
        #expect(tally.wrong.isEmpty, "\(tally.wrong.count): \(tally.wrong.prefix(5).joined(separator: "\n"))")
        #expect(tally.incomplete == 0)
    }

    @Test(
        arguments: [
            ProgramBuild(compiler: .gcc, flags: ["-O0"]), ProgramBuild(compiler: .gcc, flags: ["-O2", "-g"]),
            ProgramBuild(compiler: .gcc, flags: ["-O3", "-s"]),
            ProgramBuild(compiler: .gcc, flags: ["-O2", "-static", "-s"]),
            ProgramBuild(compiler: .gcc, flags: ["-O2", "-no-pie", "-fno-pie"]),
            ProgramBuild(compiler: .clang, flags: ["-O0"]), ProgramBuild(compiler: .clang, flags: ["-O3", "-g"]),
        ].filter(\.compiler.isInstalled))
    func inOurOwn(build: ProgramBuild) throws {
        let program = try CompiledProgram(
            AccessingInstructionTests.source, compiler: build.compiler, flags: build.flags)
        let isStatic = build.flags.contains("-static")
        let tally = try Self.run(program.path, skip: isStatic ? 40_000 : 120_000, steps: 40_000, period: 37)
        print(
            "\(build): \(tally.stacks) stacks, \(tally.frames) frames, \(tally.incomplete) incomplete \(tally.reasons)")
        #expect(tally.stacks > 500)
        #expect(tally.wrong.isEmpty, "\(tally.wrong.count): \(tally.wrong.prefix(5).joined(separator: "\n"))")
        #expect(tally.incomplete == 0)
    }
}
