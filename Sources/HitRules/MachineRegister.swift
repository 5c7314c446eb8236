/// A register of a thread, in the order of `struct user_regs_struct` (sys/user.h), in which ptrace hands them out.
public enum MachineRegister: UInt8, CaseIterable, Hashable, Sendable, BitwiseCopyable, Codable {
    case r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi
    case origRax, rip, cs, rflags, rsp, ss, fsBase, gsBase, ds, es, fs, gs

    /// As disassemblers and debuggers write it.
    public var name: String {
        switch self {
        case .origRax: "orig_rax"
        case .rflags: "eflags"
        case .fsBase: "fs_base"
        case .gsBase: "gs_base"
        default: String(describing: self)
        }
    }

    /// By its name in any of its spellings (`rflags` and `eflags`), without the `$`; nil for what is no full register.
    public init?(name: String) {
        let spelled = name == "rflags" ? "eflags" : name == "pc" ? "rip" : name == "sp" ? "rsp" : name
        guard let found = Self.allCases.first(where: { $0.name == spelled }) else { return nil }
        self = found
    }

    /// By its number in DWARF (System V ABI for x86-64, figure 3.36), 0–16; nil for another.
    public init?(dwarfNumber: Int) {
        guard Self.dwarfOrder.indices.contains(dwarfNumber) else { return nil }
        self = Self.dwarfOrder[dwarfNumber]
    }

    /// The registers that DWARF numbers 0–16.
    public static let dwarfOrder: [MachineRegister] = [
        .rax, .rdx, .rcx, .rbx, .rsi, .rdi, .rbp, .rsp, .r8, .r9, .r10, .r11, .r12, .r13, .r14, .r15, .rip,
    ]
}
