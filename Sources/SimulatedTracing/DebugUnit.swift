import DebugRegisters
import WatchSlots

/// One thread's debug registers: what ptrace accepts and shows of them (arch/x86/kernel/ptrace.c), and what the processor
/// does with them.
struct DebugUnit {
    /// What the first write to a DRn or its enabling allocates: one physical slot until exec or exit.
    private struct Event {
        var address: UInt64
        var condition: AccessCondition
        var length: WatchLength
        var isDisabled: Bool

        var isAcceptable: Bool {
            condition != .inputOutput && (condition != .execute || length == .one)
                && LinearAddress(address).isAligned(to: length) && LinearAddress(address) < WatchPiece.userEnd
        }
    }

    /// The errno of a refusal.
    struct Refusal: Error { var errno: Int32 }

    private static let invalid = Refusal(errno: 22)
    private static let noSpace = Refusal(errno: 28)

    private var events: [Event?] = [nil, nil, nil, nil]
    /// DR7 as ptrace shows it: what was last written, or the parent's.
    private(set) var control = ControlRegister(rawValue: 0)
    /// The virtual DR6: made anew at each debug exception, stale at every other stop.
    private(set) var status = StatusRegister.cleared

    /// What clone and fork give the child: the words of DR7 and DR6, and nothing that fires.
    var inherited: DebugUnit {
        var child = DebugUnit()
        child.control = control
        child.status = status
        return child
    }

    mutating func writeStatus(_ value: StatusRegister) { status = value }

    /// POKEUSER to DR0…DR3 or DR7.
    ///
    /// - Parameter heldElsewhere: physical slots that other owners have.
    mutating func accept(_ write: RegisterWrite, heldElsewhere: Int) throws(Refusal) {
        switch write {
        case .address(let slot, let address):
            // The first write registers a disabled one-byte write breakpoint.
            var event =
                events[slot.number] ?? Event(address: 0, condition: .write, length: .one, isDisabled: true)
            event.address = address.rawValue
            guard event.isAcceptable else { throw Self.invalid }
            try allocate(slot.number, event, heldElsewhere)
        case .control(let value):
            // A failure rolls the whole write back.
            var result = self
            for slot in SlotIndex.allCases {
                let bits = value[slot]
                if result.events[slot.number] == nil, !bits.isEnabled { continue }
                let event = Event(
                    address: result.events[slot.number]?.address ?? 0, condition: bits.condition, length: bits.length,
                    isDisabled: !bits.isEnabled)
                guard event.isAcceptable else { throw Self.invalid }
                try result.allocate(slot.number, event, heldElsewhere)
            }
            result.control = value
            self = result
        }
    }

    private mutating func allocate(_ n: Int, _ event: Event, _ heldElsewhere: Int) throws(Refusal) {
        if events[n] == nil, events.count(where: { $0 != nil }) + heldElsewhere >= 4 { throw Self.noSpace }
        events[n] = event
    }

    /// The slots that a data access meets: every armed one that it overlaps and whose condition it fulfils.
    func slots(address: LinearAddress, byteCount: Int, isStore: Bool) -> SlotSet {
        matching { event in
            guard event.condition == .readWrite || event.condition == .write && isStore else { return false }
            // Distances, so that an access at the end of the address space needs no care.
            return event.address &- address.rawValue < UInt64(byteCount)
                || address.rawValue &- event.address < UInt64(event.length.byteCount)
        }
    }

    /// The execute slots at an instruction.
    func slots(executing pc: LinearAddress) -> SlotSet {
        matching { $0.condition == .execute && $0.address == pc.rawValue }
    }

    private func matching(_ isMet: (Event) -> Bool) -> SlotSet {
        var set: SlotSet = []
        for slot in SlotIndex.allCases {
            if let event = events[slot.number], !event.isDisabled, isMet(event) { set.insert(slot) }
        }
        return set
    }

    /// A debug exception: DR6 says what it was for and nothing of before.
    mutating func raise(_ slots: SlotSet, singleStep: Bool) {
        status = StatusRegister(slots: slots, singleStep: singleStep)
    }
}
