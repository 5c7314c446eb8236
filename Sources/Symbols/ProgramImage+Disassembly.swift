import CZydis
import ProgramModel

/// The instructions around an address.
extension ProgramImage {
    /// Up to so many instructions before and after the one at an address; empty where the code cannot be read.
    func disassembly(around address: UInt64, before: Int, after: Int) -> [DisassemblyLine] {
        var lines = before > 0 ? instructions(before: address).suffix(before) : []
        // What follows the function is padding or another one.
        let end = functionEnd(of: address)
        var at = address
        for _ in 0...max(0, after) {
            guard at < end, let next = instruction(at: at) else { break }
            lines.append(next)
            at = next.end
        }
        return lines.map { line in
            DisassemblyLine(
                instruction: line.instruction, target: name(ofOperandOf: line), isAccess: line.address == address)
        }
    }

    /// The instructions of the same function that end at an address; empty when none is known to start before it.
    private func instructions(before address: UInt64) -> ArraySlice<DecodedInstruction> {
        let start = functionStart(of: address)
        if start == address { return [] }
        let starts = [start, instructionBoundary(before: address), instructionBoundary(before: address &- 1)]
        for case let start? in starts where start < address {
            if let found = instructions(from: start, to: address), found.last?.end == address { return found[...] }
        }
        return []
    }

    /// All addresses are within where the symbols do not say.
    private func functionEnd(of address: UInt64) -> UInt64 {
        guard let symbol = module(at: address)?.symbols.function(at: address), symbol.size > 0 else { return .max }
        return symbol.address &+ symbol.size
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
        let address = line.displacement(of: operand)
        return name(ofAddress: address) ?? module(at: address)?.linkageNames.name(ofWordAt: address)
    }
}
