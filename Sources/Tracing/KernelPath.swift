public import DebugRegisters
public import HitRules

/// How the kernel came to access a slot's bytes on a program's behalf: told once for each place of the program and
/// instruction of the kernel's, before the first of their hits.
public struct KernelPath: Hashable, Sendable, Codable {
    /// What a hit has in common with its path.
    public struct Key: Hashable, Sendable, Codable {
        public var slot: SlotIndex
        /// Where the program entered the kernel.
        public var pc: UInt64
        /// The kernel's instruction after the access; nil where it is not known.
        public var kernelPC: UInt64?

        public init(slot: SlotIndex, pc: UInt64, kernelPC: UInt64?) {
            self.slot = slot
            self.pc = pc
            self.kernelPC = kernelPC
        }

        @inlinable public init(_ record: HitRecord) {
            self.init(slot: record.slot, pc: record.pc, kernelPC: record.kernelPC)
        }
    }

    public var key: Key
    public var tid: Int32
    /// The kernel's return addresses, innermost first.
    public var chain: [UInt64]
    /// The program's registers as it entered the kernel, as far as they were recorded: of a system call its arguments.
    public var registers: MachineRegisters
    /// The program's memory from RSP upwards, a few words.
    public var stack: [UInt8]

    public init(key: Key, tid: Int32, chain: [UInt64], registers: MachineRegisters, stack: [UInt8]) {
        self.key = key
        self.tid = tid
        self.chain = chain
        self.registers = registers
        self.stack = stack
    }
}
