public import HitRules

/// The general registers of a thread at a stop, in the order of `struct user_regs_struct` (sys/user.h).
public struct RegisterSet: Hashable, Sendable, Codable {
    public var tid: Int32
    public var values: [UInt64]
    public init(tid: Int32, values: [UInt64]) {
        self.tid = tid
        self.values = values
    }
    public var registers: MachineRegisters { MachineRegisters(values: values) }
    public static let names = [
        "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi",
        "orig_rax", "rip", "cs", "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs",
    ]
}
