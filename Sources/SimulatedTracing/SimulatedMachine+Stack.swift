import DebugRegisters

/// What instructions do with the stack.
extension SimulatedMachine {
    /// Runs an instruction that goes through the stack pointer.
    ///
    /// - Returns: the slots that its access meets; nil when the memory is not there.
    func executeOnStack(
        _ instruction: SimulatedInstruction, of thread: SimulatedThread, at index: Int
    ) -> SlotSet? {
        let memory = thread.process.memory
        func store(_ address: LinearAddress, _ bytes: [UInt8]) -> SlotSet? {
            guard memory.write(address, bytes) else { return nil }
            return thread.unit.slots(address: address, byteCount: bytes.count, isStore: true)
        }
        func local(_ offset: Int) -> LinearAddress { thread.stackPointer + UInt64(bitPattern: Int64(offset)) }
        func words(_ value: UInt64) -> [UInt8] { SimulatedInstruction.Operation.littleEndian(value, 8) }
        switch instruction.operation {
        case .storeLocal(let offset, let bytes): return store(local(offset), bytes)
        case .storeThrough(let pointer, let bytes):
            guard let address = memory.number(pointer, .eight) else { return nil }
            return store(LinearAddress(address), bytes)
        case .publishLocal(let offset, let address): return store(address, words(local(offset).rawValue))
        case .moveStack(let count): thread.stackPointer = local(count)
        case .call(let target, let times):
            guard thread.takes(index, times: times) else { return [] }
            let next = instruction.pc + instruction.byteCount
            guard let met = store(local(-8), words(next.rawValue)) else { return nil }
            thread.stackPointer = local(-8)
            thread.next = target
            return met
        case .return:
            guard let value = memory.number(thread.stackPointer, .eight),
                let target = thread.routine.firstIndex(where: { $0.pc.rawValue == value })
            else { return nil }
            let met = thread.unit.slots(address: thread.stackPointer, byteCount: 8, isStore: false)
            thread.stackPointer = local(8)
            thread.next = target
            return met
        case .saveStack: thread.savedStackPointer = thread.stackPointer
        case .unwind(let target):
            thread.stackPointer = thread.savedStackPointer
            thread.next = target
        default: break
        }
        return []
    }
}
