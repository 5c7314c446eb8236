public import DebugRegisters

/// What every thread of the process should have installed: a piece for each slot that is enabled.
public struct IntendedBank: Hashable, Sendable {
    private var pieces: [WatchPiece?]

    /// Nothing enabled.
    public init() { pieces = [nil, nil, nil, nil] }

    public subscript(slot: SlotIndex) -> WatchPiece? {
        get { pieces[slot.number] }
        set { pieces[slot.number] = newValue }
    }

    public var slots: SlotSet {
        var set: SlotSet = []
        for slot in SlotIndex.allCases where pieces[slot.number] != nil { set.insert(slot) }
        return set
    }

    /// DR7 for this intent, built anew: never from one that was read back.
    public var control: ControlRegister {
        var control = ControlRegister.idle
        for slot in SlotIndex.allCases {
            if let piece = pieces[slot.number] { control.arm(slot, for: piece.kind, length: piece.length) }
        }
        return control
    }
}
