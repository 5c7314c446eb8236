import CZydis
import ProgramModel

/// The instructions around an address.
extension ProgramImage {
    /// Up to so many instructions before and after the one at an address; empty where the code cannot be read.
    func disassembly(around address: UInt64, before: Int, after: Int) -> [DisassemblyLine] {
        var lines: [DecodedInstruction] = []
        if before > 0, let start = instructionBoundary(before: address), start < address,
            let earlier = instructions(from: functionStart(of: address) ?? start, to: address)
                ?? instructions(from: start, to: address), earlier.last?.end == address
        {
            lines = earlier.suffix(before)
        }
        var at = address
        for _ in 0...max(0, after) {
            guard let next = instruction(at: at) else { break }
            lines.append(next)
            at = next.end
        }
        return lines.map { line in
            DisassemblyLine(
                instruction: line.instruction, target: name(ofOperandOf: line), isAccess: line.address == address)
        }
    }

    private func functionStart(of address: UInt64) -> UInt64? {
        module(at: address)?.symbols.function(at: address)?.address
    }

    /// What a branch leads to, or a fixed address names.
    private func name(ofOperandOf line: DecodedInstruction) -> String? {
        if let target = line.target { return name(ofAddress: target) }
        guard let operand = line.operands.first(where: { $0.base == -1 && $0.index == -1 && $0.segment == 0 }) else {
            return nil
        }
        return name(ofAddress: operand.displacement)
    }
}
