import HitRules
import ProgramModel

/// Finds frame after frame, from the innermost outwards, by the unwind tables.
struct StackWalker {
    private let image: ProgramImage
    private let memory: StackMemory
    private var next: MachineFrame?
    private var count = 0
    /// Why there are no more frames, when the last was not the outermost; one sentence without a full stop.
    private(set) var problem: String?

    /// What is deeper is a recursion without end.
    static let mostFrames = 256

    init(image: ProgramImage, registers: MachineRegisters, isExact: Bool, memory: StackMemory) {
        self.image = image
        self.memory = memory
        next = frame(FrameRegisters(registers), pc: registers[.rip], isExact: isExact, row: registers[.rip])
    }

    mutating func nextFrame() -> MachineFrame? {
        guard let current = next else { return nil }
        next = nil
        count += 1
        guard let row = current.row, let address = current.frameAddress else {
            if !isOutermost(current) { problem = problem ?? noRow(at: current.pc) }
            return current
        }
        guard row.hasCaller else { return current }
        do throws(DwarfExpression.Failure) {
            let registers = try withPoppedRegisters(row, of: current, frameAddress: address).caller(
                of: current.registers, frameAddress: address, memory: memory)
            guard let pc = registers[FrameRegisters.returnAddress], pc != 0 else { return current }
            guard count < Self.mostFrames else {
                problem = "there are more than \(Self.mostFrames) frames"
                return current
            }
            next = caller(of: current, registers: registers, pc: pc)
        } catch {
            if !isOutermost(current) { problem = sentence(error) }
        }
        return current
    }

    private mutating func caller(of callee: MachineFrame, registers: FrameRegisters, pc: UInt64) -> MachineFrame? {
        // A signal interrupts before an instruction, everything else is a call: its instruction lies before pc.
        let isExact = callee.isSignal
        var found = frame(registers, pc: pc, isExact: isExact, row: isExact ? pc : pc &- 1)
        if !isExact, found.row?.range.contains(pc) != true, let row = image.unwindRow(at: pc), row.isSignal {
            found = frame(registers, pc: pc, isExact: true, row: pc)
        }
        // Code that a handler returns to is not called: what lies before it is something else.
        if found.isSignal { found.isExact = true }
        // Each caller lies further up, but a signal may have changed to another stack.
        if !callee.isSignal, !found.isSignal, let inner = callee.frameAddress, let outer = found.frameAddress,
            outer <= inner
        {
            problem =
                "the stack leads nowhere: the frame of \(NumberText.hexadecimal(pc)) would lie below the one it called"
            return nil
        }
        return found
    }

    /// In an epilogue registers have their values back, while the table still says where on the stack they were saved: now
    /// below RSP, where a copy has nothing.
    private func withPoppedRegisters(_ row: UnwindRow, of frame: MachineFrame, frameAddress: UInt64) -> UnwindRow {
        guard count == 1, memory.isCopy, let top = frame.registers[FrameRegisters.stackPointer] else { return row }
        var result = row
        for (number, rule) in row.rules.enumerated() {
            guard case .saved(let offset) = rule, frameAddress &+ offset < top, frameAddress >= top,
                wasPushed(number, at: offset, before: row)
            else { continue }
            result.rules[number] = .unchanged
        }
        return result
    }

    /// Whether a register's place lay in the frame earlier in the function. In a leaf function it can lie below RSP all
    /// the time (the red zone): then nothing says that the register was restored.
    private func wasPushed(_ number: Int, at offset: UInt64, before row: UnwindRow) -> Bool {
        var start = row.range.lowerBound
        for _ in 0..<64 {
            guard let earlier = image.unwindRow(at: start &- 1), earlier.range.lowerBound < start,
                case .saved(offset) = earlier.rules[number]
            else { return false }
            guard case .register(FrameRegisters.stackPointer, let distance) = earlier.frameAddress else { return true }
            if distance &+ offset < 1 << 32 { return true }
            start = earlier.range.lowerBound
        }
        return false
    }

    private mutating func frame(_ registers: FrameRegisters, pc: UInt64, isExact: Bool, row address: UInt64)
        -> MachineFrame
    {
        let row =
            image.unwindRow(at: address)
            ?? (isExact && image.isLinkageStub(at: pc) ? .linkageStub(at: pc, mode: image.mode(at: pc)) : nil)
        var frame = MachineFrame(pc: pc, isExact: isExact, registers: registers, row: row)
        do throws(DwarfExpression.Failure) {
            frame.frameAddress = try row?.frameAddress(registers, memory: memory)
        } catch {
            problem = sentence(error)
        }
        return frame
    }

    /// Where a program or the dynamic linker starts there is no caller; the tables do not always say so.
    private func isOutermost(_ frame: MachineFrame) -> Bool {
        guard let symbol = image.module(at: frame.pc)?.symbols.function(at: frame.lookup) else {
            return frame.pc == image.entry
        }
        return ["_start", "_dl_start_user"].contains(symbol.name)
    }

    // MARK: Why it ends

    private func noRow(at pc: UInt64) -> String {
        let address = NumberText.hexadecimal(pc)
        guard let module = image.module(at: pc) else { return "no file is mapped at \(address)" }
        return "there is no unwind information for \(address) in \(DisplayText.sanitized(module.name))"
    }

    private func sentence(_ failure: DwarfExpression.Failure) -> String {
        switch failure {
        case .unreadable(let address):
            return memory.isCopy
                ? "the copy of the stack ends at \(NumberText.hexadecimal(memory.end))"
                    + (address &- memory.end < 1 << 20
                        ? "" : ", and the next frame is at \(NumberText.hexadecimal(address))")
                : "the stack cannot be read at \(NumberText.hexadecimal(address))"
        case .unknownRegister(let number):
            let name = MachineRegister(dwarfNumber: number)?.name ?? "register \(number)"
            return "the next frame depends on \(name), whose value there is lost"
        case .optimizedOut, .broken: return "the unwind information makes no sense"
        }
    }
}
