import HitRules
import WatchSlots

/// A frame that a local's watch lives in, and the places that tell of its end.
struct LiveFrame {
    let watch: WatchID
    let scope: FrameScope
    /// The call instruction that made the frame, where it is known: whoever comes to it with nothing of the frame on its
    /// stack has left it, by whatever way.
    let callAddress: UInt64?
    /// False for a place in the thread's code that it comes back to, with no return address on its stack.
    var hasReturnSlot = true

    /// Where an int3 has to stand.
    var addresses: [UInt64] { ([scope.returnAddress, callAddress ?? 0] + scope.exits).filter { $0 != 0 } }
    /// Where the return address lies.
    var returnSlot: UInt64 { scope.frameAddress &- 8 }
}
