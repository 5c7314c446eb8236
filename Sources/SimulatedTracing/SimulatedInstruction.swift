package import DebugRegisters

/// One instruction of a scripted program: where it stands, how long it is, what it does.
package struct SimulatedInstruction: Hashable, Sendable {
    package var pc: LinearAddress
    package var byteCount: UInt64
    package var operation: Operation

    /// What an instruction does. Indices of jumps count within the routine that the instruction belongs to.
    package enum Operation: Hashable, Sendable {
        /// One store of up to 32 bytes, as of a vector register.
        case store(LinearAddress, [UInt8])
        /// One load.
        case load(LinearAddress, byteCount: Int)
        /// One read-modify-write of a little-endian number (`add`, `lock xadd`, a failed `cmpxchg` with 0).
        case add(LinearAddress, WatchLength, UInt64)
        /// read(2), in which the kernel stores: no debug register sees it.
        case kernelStore(LinearAddress, [UInt8])
        /// At this moment another process stores, by process_vm_writev(2) or a mapping of its own.
        case foreignStore(LinearAddress, [UInt8])
        /// Touches no memory.
        case nothing
        /// A store of up to 32 bytes so far above the stack pointer.
        case storeLocal(offset: Int, [UInt8])
        /// A store to where the 8 bytes at an address point.
        case storeThrough(LinearAddress, [UInt8])
        /// Stores the address so far above the stack pointer, as `p = &local` does.
        case publishLocal(offset: Int, at: LinearAddress)
        /// Makes room on the stack (negative) or gives it back.
        case moveStack(by: Int)
        /// Pushes the address of the next instruction and goes on elsewhere, that often and then no more; nil for ever.
        case call(to: Int, times: Int?)
        /// Pops an address of the routine and goes on there.
        case `return`
        /// Remembers the stack pointer, as setjmp does.
        case saveStack
        /// Goes back to the stack pointer remembered last, and on elsewhere, as longjmp does.
        case unwind(to: Int)
        /// Back or forward to an instruction, that often and then on; nil for ever.
        case jump(to: Int, times: Int?)
        /// clone with CLONE_VM and CLONE_THREAD: a thread that runs this routine.
        case spawn([SimulatedInstruction])
        /// A child process with a copy of the memory.
        case fork(child: [SimulatedInstruction])
        /// A child process that shares the memory; the caller waits until it has executed another program or ended.
        case vfork(child: [SimulatedInstruction])
        /// execve of a registered program; falls through when there is none at the path.
        case execute(path: String)
        /// Sends the thread a signal, as raise(3) does.
        case raise(signal: Int32, isHandled: Bool)
        /// Waits until the other threads of the process have ended.
        case join
        /// A loop without an end that touches no memory.
        case spin
        case endThread
        /// exit_group.
        case exit(Int32)
    }

    package init(pc: LinearAddress, byteCount: UInt64 = 4, _ operation: Operation) {
        self.pc = pc
        self.byteCount = byteCount
        self.operation = operation
    }

    /// Operations one after the other from an address, four bytes each.
    package static func routine(at start: LinearAddress, _ operations: [Operation]) -> [SimulatedInstruction] {
        operations.enumerated().map { .init(pc: start + UInt64(4 * $0), $1) }
    }
}

extension SimulatedInstruction.Operation {
    /// A store of a little-endian number.
    package static func store(_ address: LinearAddress, _ value: UInt64, _ length: WatchLength = .eight) -> Self {
        .store(address, littleEndian(value, length.byteCount))
    }

    static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
    }
}
