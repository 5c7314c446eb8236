import CElfutils
import HitRules
import ProgramModel

/// A variable of a function in one of its frames: where it is now.
struct FrameVariable {
    let variable: DebugEntry
    /// Whose frame it is: what is inlined has none of its own.
    let function: DebugEntry
    let name: String
    let frame: MachineFrame
    let context: EvaluationContext
    let memory: StackMemory
    let image: ProgramImage

    /// nil for a variable that has one place for the whole run, and for the declaration of one.
    func resolved(column: Int) throws(ExpressionError) -> ResolvedLocal? {
        if variable.has(DW_AT_declaration) || variable.flag(DW_AT_external) { return nil }
        switch variable.variablePlace {
        case .fixed, .threadLocal: return nil
        case .automatic, .optimizedAway: break
        }
        guard let address = frame.frameAddress,
            let returnAddress = memory.number(at: address &- UInt64(mode.wordSize), byteCount: mode.wordSize)
        else {
            throw error("cannot be found: the frame of its function is not known", column)
        }
        return ResolvedLocal(
            place: try place(frameAddress: address, column: column), type: variable.type,
            frame: FrameScope(
                tid: context.tid, frameAddress: address, returnAddress: returnAddress,
                exits: image.frameExits))
    }

    private func place(frameAddress: UInt64, column: Int) throws(ExpressionError) -> ResolvedLocal.Place {
        let found: DwarfExpression.Place
        do throws(DwarfExpression.Failure) {
            found = try evaluate(frameAddress: frameAddress)
        } catch {
            throw self.error(reason(error), column)
        }
        switch found {
        case .memory(let address): return .memory(address)
        case .register(let number):
            if let register = unsaved(number) { return .register(register) }
            throw error(savedSomewhere(number), column)
        case .value(let value):
            throw error(
                "is optimized out here: it is in no place, and its value is \(NumberText.hexadecimal(value))", column)
        case .pieces: throw error("is kept in pieces here, in several registers or places", column)
        }
    }

    // MARK: Evaluating

    private func evaluate(frameAddress: UInt64) throws(DwarfExpression.Failure) -> DwarfExpression.Place {
        guard let expression = expression(variable, DW_AT_location) else { throw .optimizedOut }
        var surroundings = DwarfExpression.Surroundings(
            registers: frame.registers, frameAddress: frameAddress, memory: memory)
        if expression.operations.contains(where: { $0.code == DW_OP_fbreg }) {
            surroundings.frameBase = try frameBase(surroundings, frameAddress: frameAddress)
        }
        return try expression.evaluate(in: surroundings)
    }

    private var mode: MachineMode { image.mode(at: frame.lookup) }

    /// The expression that holds at the frame's pc; nil when none does.
    private func expression(_ entry: DebugEntry, _ name: Int) -> DwarfExpression? {
        guard let bias = image.module(at: frame.lookup)?.bias, let location = entry.attribute(name) else { return nil }
        var attribute = location.attribute
        var operations: UnsafeMutablePointer<Dwarf_Op>?
        var count = 0
        guard dwarf_getlocation_addr(&attribute, frame.lookup &- bias, &operations, &count, 1) > 0 else { return nil }
        return DwarfExpression(operations, count: count, mode: mode)
    }

    private func frameBase(_ surroundings: DwarfExpression.Surroundings, frameAddress: UInt64)
        throws(DwarfExpression.Failure) -> UInt64
    {
        guard let base = expression(function, DW_AT_frame_base) else { throw .broken }
        switch try base.evaluate(in: surroundings) {
        case .memory(let address), .value(let address): return address
        case .register(let number): return try steadyRegister(number, frameAddress: frameAddress)
        case .pieces: throw .broken
        }
    }

    /// What a frame's base register has once the function has set it up. clang describes locals by RBP or RSP as it is in
    /// the function's body; before its prologue and after its epilogue RBP is still or again the caller's, and RSP lies
    /// elsewhere. The frame's address is the same throughout: RBP lies 16 below it (return address and saved RBP), RSP
    /// as far as the unwind table says for the body.
    private func steadyRegister(_ number: Int, frameAddress: UInt64) throws(DwarfExpression.Failure) -> UInt64 {
        switch number {
        case FrameRegisters.framePointer:
            if case .register(number, _)? = frame.row?.frameAddress { break }
            return frameAddress &- 16
        case FrameRegisters.stackPointer:
            if let distance = bodyDistance { return frameAddress &- distance }
        default: break
        }
        guard let value = frame.registers[number] else { throw .unknownRegister(number) }
        return value
    }

    /// Bytes from RSP in the function's body to the frame's address: the most that any of its rows says. Prologue and
    /// epilogue have less.
    private var bodyDistance: UInt64? {
        guard let bias = image.module(at: frame.lookup)?.bias else { return nil }
        var most: UInt64?
        var remaining = 1024
        for range in function.ranges {
            var address = range.lowerBound &+ bias
            let end = range.upperBound &+ bias
            while address < end, remaining > 0, let row = image.unwindRow(at: address) {
                guard case .register(FrameRegisters.stackPointer, let offset) = row.frameAddress else { return nil }
                most = max(most ?? 0, offset)
                address = row.range.upperBound
                remaining -= 1
            }
        }
        return most
    }

    /// The register, when no inner frame has put its value away.
    private func unsaved(_ number: Int) -> MachineRegister? {
        guard let register = MachineRegister(dwarfNumber: number), let value = frame.registers[number],
            context.registers[register] == value
        else { return nil }
        return register
    }

    // MARK: Words

    private func error(_ text: String, _ column: Int) -> ExpressionError {
        ExpressionError("'\(DisplayText.sanitized(name))' \(text)", column: column)
    }

    private static func registerName(_ number: Int) -> String {
        if let register = MachineRegister(dwarfNumber: number) { return register.name }
        return (17...32).contains(number) ? "xmm\(number - 17)" : "a register"
    }

    private func savedSomewhere(_ number: Int) -> String {
        let name = Self.registerName(number)
        if MachineRegister(dwarfNumber: number) == nil { return "is kept in \(name) here, which no slot can watch" }
        guard let value = frame.registers[number] else {
            return "is optimized out here: it was in \(name), which a function that was called may have changed"
        }
        return "is kept in \(name), which a function that was called has put away; its value is "
            + NumberText.hexadecimal(value)
    }

    private func reason(_ failure: DwarfExpression.Failure) -> String {
        switch failure {
        case .unknownRegister(let number):
            "cannot be found: its place depends on \(Self.registerName(number)), which is not known in its frame"
        case .unreadable(let address): "cannot be found: memory at \(NumberText.hexadecimal(address)) cannot be read"
        case .optimizedOut:
            variable.attribute(DW_AT_const_value) != nil
                ? "is a constant that is kept nowhere" : "is optimized out here"
        case .broken: "cannot be found: the debugging information about its place makes no sense"
        }
    }
}
