import DebugRegisters
import WatchSlots

/// What Linux keeps of one thread's debug registers and what it accepts, as arch/x86/kernel/ptrace.c does: the rules that a
/// plan must pass at each step. Written from the kernel, not from the code under test.
struct KernelRegisters {
    /// `thread->ptrace_bps[n]`: a perf event a DRn, allocated by the first write and kept until exec.
    struct Event: Equatable {
        var address: UInt64
        /// R/Wn and LENn as they stand in DR7, raw.
        var type: UInt32
        var length: UInt32
        var isDisabled: Bool
    }

    enum Refusal: Error, Equatable { case invalid, noSpace }

    private(set) var events: [Event?] = [nil, nil, nil, nil]
    /// Physical slots that other owners have.
    var heldElsewhere = 0

    var allocated: Int { events.count { $0 != nil } }

    mutating func accept(_ write: RegisterWrite) throws(Refusal) {
        switch write {
        case .address(let slot, let address): try setAddress(slot.number, address.rawValue)
        case .control(let control): try setControl(control.rawValue)
        }
    }

    /// ptrace_set_breakpoint_addr: the first write registers a disabled one-byte write breakpoint.
    private mutating func setAddress(_ n: Int, _ address: UInt64) throws(Refusal) {
        var event = events[n] ?? Event(address: 0, type: 0b01, length: 0b00, isDisabled: true)
        event.address = address
        try Self.validate(event)
        if events[n] == nil, allocated + heldElsewhere >= 4 { throw .noSpace }
        events[n] = event
    }

    /// ptrace_write_dr7: all four in turn; a failure rolls everything back.
    private mutating func setControl(_ value: UInt32) throws(Refusal) {
        var result = self
        for n in 0..<4 {
            let type = value >> UInt32(16 + 4 * n) & 3
            let length = value >> UInt32(18 + 4 * n) & 3
            let isDisabled = value >> UInt32(2 * n) & 3 == 0
            if result.events[n] == nil {
                if isDisabled { continue }
                if result.allocated + heldElsewhere >= 4 { throw .noSpace }
            }
            // A slot whose DRn was never written watches address 0.
            let event = Event(
                address: result.events[n]?.address ?? 0, type: type, length: length, isDisabled: isDisabled)
            try Self.validate(event)
            result.events[n] = event
        }
        self = result
    }

    /// hw_breakpoint_arch_parse, for a disabled one as for an armed one.
    private static func validate(_ event: Event) throws(Refusal) {
        guard event.type != 0b10 else { throw .invalid }
        guard event.type != 0b00 || event.length == 0b00 else { throw .invalid }
        let bytes: UInt64 = [1, 2, 8, 4][Int(event.length)]
        guard event.address % bytes == 0, event.address < 0x7fff_ffff_f000 else { throw .invalid }
    }

    /// What fires: by slot, the address, kind and length.
    var armed: [Int: Event] {
        var armed: [Int: Event] = [:]
        for (n, event) in events.enumerated() { if let event, !event.isDisabled { armed[n] = event } }
        return armed
    }
}
