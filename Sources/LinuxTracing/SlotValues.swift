import DebugRegisters
import Glibc
import WatchSlots

/// The bytes of each slot as last read: what a hit overwrote. Fixed size, so that the hit path allocates nothing.
struct SlotValues {
    private var values: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    private var known: SlotSet = []

    subscript(slot: SlotIndex) -> UInt64? {
        get {
            guard known.contains(slot) else { return nil }
            switch slot {
            case .dr0: return values.0
            case .dr1: return values.1
            case .dr2: return values.2
            case .dr3: return values.3
            }
        }
        set {
            guard let newValue else {
                known.remove(slot)
                return
            }
            known.insert(slot)
            switch slot {
            case .dr0: values.0 = newValue
            case .dr1: values.1 = newValue
            case .dr2: values.2 = newValue
            case .dr3: values.3 = newValue
            }
        }
    }

    /// Reads a slot's bytes, little-endian; nil where nothing is mapped.
    static func read(_ memory: Int32, _ piece: WatchPiece) -> UInt64? {
        var value: UInt64 = 0
        let count = piece.length.byteCount
        guard pread(memory, &value, count, off_t(Int64(bitPattern: piece.address.rawValue))) == count else { return nil }
        return value
    }
}

/// What the hit path needs of a slot, in a row of four without a heap.
struct ArmedSlots {
    struct Slot {
        var piece: WatchPiece
        var watch: WatchID
        var action: HitAction
    }
    private var slots: (Slot?, Slot?, Slot?, Slot?) = (nil, nil, nil, nil)

    subscript(slot: SlotIndex) -> Slot? {
        get {
            switch slot {
            case .dr0: slots.0
            case .dr1: slots.1
            case .dr2: slots.2
            case .dr3: slots.3
            }
        }
        set {
            switch slot {
            case .dr0: slots.0 = newValue
            case .dr1: slots.1 = newValue
            case .dr2: slots.2 = newValue
            case .dr3: slots.3 = newValue
            }
        }
    }

    init() {}

    init(_ table: WatchTable) {
        for watch in table.watches where watch.isEnabled {
            for assignment in watch.assignments {
                self[assignment.slot] = Slot(
                    piece: assignment.piece, watch: watch.id, action: watch.request.action)
            }
        }
    }
}
