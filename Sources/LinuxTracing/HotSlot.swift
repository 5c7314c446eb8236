import DebugRegisters
import WatchSlots

/// What a hit needs of a slot, flat, so that recording one touches neither the table nor the heap.
struct HotSlot: BitwiseCopyable {
    var address: UInt64 = 0
    /// The bytes to read, 0 for an execute slot: it has no value.
    var byteCount = 0
    /// As last read by the tracer; meaningful with `hasValue`.
    var value: UInt64 = 0
    var hasValue = false
    var watch = WatchID(rawValue: 0)
    var length = WatchLength.one
    var kind = WatchKind.write
    var stops = false
    /// Not every hit is shown.
    var hasRule = false
    /// Hits since the watch came, shown or not.
    var hitCount: UInt64 = 0
}
