import Glibc
import HitRules
import ProgramModel
import Symbols
import TestSupport

extension SymbolQuestions {
    func watch(_ text: String, in context: EvaluationContext? = nil) throws -> ResolvedExpression {
        number += 1
        worker.submit(.expression(number: number, text: text, context: context))
        guard case .expression(number, let result) = try next() else {
            throw CompiledProgramError(description: "no expression")
        }
        return try result.get()
    }

    func value(_ text: String, in context: EvaluationContext? = nil) throws -> ReadValue {
        number += 1
        worker.submit(.value(number: number, text: text, context: context))
        guard case .value(number, let result) = try next() else { throw CompiledProgramError(description: "no value") }
        return try result.get()
    }

    func assignment(_ text: String, in context: EvaluationContext? = nil) throws -> Assignment {
        number += 1
        worker.submit(.assignment(number: number, text: text, context: context))
        guard case .assignment(number, let result) = try next() else {
            throw CompiledProgramError(description: "no assignment")
        }
        return try result.get()
    }

    func condition(
        _ text: String, on subject: ConditionSubject = ConditionSubject(type: nil, byteCount: 8),
        in context: EvaluationContext? = nil
    ) throws -> Condition {
        number += 1
        worker.submit(.condition(number: number, text: text, subject: subject, context: context))
        guard case .condition(number, let result) = try next() else {
            throw CompiledProgramError(description: "no condition")
        }
        return try result.get()
    }

    /// The error of a question; nil when it has an answer.
    func refusal(_ question: (SymbolQuestions) throws -> some Any) throws -> ExpressionError? {
        do {
            _ = try question(self)
            return nil
        } catch let error as ExpressionError {
            return error
        }
    }
}

/// A process's memory, read as a tracer reads it at a hit.
struct ProcessMemory {
    var pid: Int32

    /// Judges a hit with the memory as it is.
    func verdict(
        _ condition: Condition, _ facts: ConditionMachine.Facts = .init(), registers: MachineRegisters? = nil
    ) throws -> ConditionMachine.Verdict {
        let machine = try ConditionMachine(condition)
        return (registers?.values ?? []).withUnsafeBufferPointer { values in
            machine.evaluate(facts, registers: { values.isEmpty ? nil : values.baseAddress }, load: load)
        }
    }

    private func load(_ address: UInt64, _ byteCount: Int, _ value: inout UInt64) -> Bool {
        let descriptor = open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, let offset = off_t(exactly: address) else { return false }
        defer { close(descriptor) }
        return withUnsafeMutableBytes(of: &value) { pread(descriptor, $0.baseAddress, byteCount, offset) == byteCount }
    }
}
