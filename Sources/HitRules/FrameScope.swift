/// The frame that a watched local lives in: its watch ends with it.
public struct FrameScope: Hashable, Sendable, Codable {
    public var tid: Int32
    /// RSP before the call that made the frame (DWARF's canonical frame address): the return address lies 8 below it, and
    /// a thread whose RSP has come back to it or above has left the frame.
    public var frameAddress: UInt64
    /// Where the frame returns to.
    public var returnAddress: UInt64
    /// Entries of the functions by which a thread leaves frames without returning: longjmp and the unwinder of exceptions.
    public var exits: [UInt64]

    public init(tid: Int32, frameAddress: UInt64, returnAddress: UInt64, exits: [UInt64] = []) {
        self.exits = exits
        self.tid = tid
        self.frameAddress = frameAddress
        self.returnAddress = returnAddress
    }
}
