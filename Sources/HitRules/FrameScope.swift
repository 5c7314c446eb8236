/// The frame that a watched local lives in: its watch ends with it.
public struct FrameScope: Hashable, Sendable, Codable {
    public var tid: Int32
    /// RSP before the call that made the frame (DWARF's canonical frame address): the return address lies 8 below it, and
    /// a thread whose RSP has come back to it or above has left the frame.
    public var frameAddress: UInt64
    /// Where the frame returns to.
    public var returnAddress: UInt64

    public init(tid: Int32, frameAddress: UInt64, returnAddress: UInt64) {
        self.tid = tid
        self.frameAddress = frameAddress
        self.returnAddress = returnAddress
    }
}
