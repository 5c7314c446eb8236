import HitRules
import WatchSlots

/// A frame that a local's watch lives in, and the places that tell of its end.
struct LiveFrame {
    let watch: WatchID
    let scope: FrameScope
    /// The call instruction that made the frame, where it is known: whoever comes to it with nothing of the frame on its
    /// stack has left it, by whatever way.
    let callAddress: UInt64?

    /// Where an int3 has to stand.
    var addresses: [UInt64] { ([scope.returnAddress, callAddress ?? 0] + scope.exits).filter { $0 != 0 } }
    /// Where the return address lies.
    var returnSlot: UInt64 { scope.frameAddress &- 8 }
}
