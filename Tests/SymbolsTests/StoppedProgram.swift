import CSingleStep
import Glibc
import HitRules
import ProgramModel
import TestSupport

/// A program that stops itself with `int3`, and someone who knows its names. Ends with the test.
final class StoppedProgram {
    let path: String
    let questions = SymbolQuestions()
    private var run = css_run()
    private(set) var registers = MachineRegisters()

    /// Runs to the first stop.
    init(_ path: String, arguments: [String] = [], stops: Int = 1) throws {
        self.path = path
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { (text: String) in strdup(text) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            ["LC_ALL=C", "PATH=/usr/bin"].map { (text: String) in strdup(text) } + [nil]
        defer { for text in argv + environment { free(text) } }
        try check(css_launch(path, &argv, &environment, &run))
        for _ in 0..<stops { try goOn() }
        _ = try questions.load(run.pid, path)
    }

    deinit { css_end(&run) }

    var pid: pid_t { run.pid }

    /// To the next stop.
    func goOn() throws {
        var words = [UInt64](repeating: 0, count: 27)
        try check(css_continue(&run, &words))
        registers = MachineRegisters(values: words)
    }

    func step() throws {
        var words = [UInt64](repeating: 0, count: 27)
        try check(css_step(&run, &words))
        registers = MachineRegisters(values: words)
    }

    /// Steps until the pc is this one.
    func step(to address: UInt64, most: Int = 100_000) throws {
        for _ in 0..<most where registers[.rip] != address { try step() }
        guard registers[.rip] == address else { throw CompiledProgramError(description: "the place is not reached") }
    }

    func read(_ address: UInt64, count: Int) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = css_read(&run, address, &bytes, count)
        return Array(bytes.prefix(Int(max(0, got))))
    }

    func word(_ address: UInt64, byteCount: Int = 8) throws -> UInt64 {
        try read(address, count: byteCount).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The registers and a copy of the stack, as the tracer keeps them.
    func evidence(byteCount: Int = 16 << 10, isExact: Bool = true) throws -> StackEvidence {
        StackEvidence(
            registers: registers, stack: try read(registers[.rsp], count: byteCount), isExact: isExact)
    }

    /// The same, read from the process by whoever asks.
    var live: StackEvidence { StackEvidence(registers: registers, isExact: true) }

    private func check(_ result: Int32) throws {
        guard result == 0 else {
            throw CompiledProgramError(
                description: result == 1 ? "\(path) ended before its stop" : "\(path): errno \(-result)")
        }
    }
}

extension CallStack {
    /// A line a frame: `bump program.c:12 inlined`.
    var text: String {
        (frames.map(\.text) + (problem.map { ["! " + $0] } ?? [])).joined(separator: "\n")
    }
}

extension StackFrame {
    var text: String {
        var words = [place.function ?? "?"]
        if let file = place.file { words.append("\(file):\(place.line ?? 0)") }
        if isInlined { words.append("inlined") }
        if isSignalFrame { words.append("signal") }
        return words.joined(separator: " ")
    }
}
