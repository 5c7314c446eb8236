import DebugRegisters
package import HitRules

/// The registers in the order in which people read them, as many in a row as fit.
package enum RegisterRows {
    /// A register and a blank: its name in eight cells, `0x` and sixteen digits.
    package static let cellWidth = 28

    private static let general: [MachineRegister] = [
        .rax, .rbx, .rcx, .rdx, .rsi, .rdi, .rbp, .rsp, .r8, .r9, .r10, .r11, .r12, .r13, .r14, .r15, .rip, .rflags,
    ]
    package static let segments: [MachineRegister] = [.cs, .ss, .ds, .es, .fs, .gs]
    private static let others: [[MachineRegister]] = [[.fsBase, .gsBase], [.origRax]]

    package static func rows(width: Int) -> [[MachineRegister]] {
        let count = max(1, min(3, (width + 2) / cellWidth))
        let rows = (general.count + count - 1) / count
        // Downwards, so that rax, rbx, … stand below each other.
        let table = (0..<rows).map { row in
            stride(from: row, to: general.count, by: rows).map { general[$0] }
        }
        return table + others + [segments]
    }
}
