public import DebugRegisters

/// One watch as registered: where its pieces stand.
public struct Watch: Hashable, Sendable, Codable, Identifiable {
    public let id: WatchID
    /// The request as it stands now, with later changes of kind, length or action.
    public internal(set) var request: WatchRequest
    /// Its slots in ascending order of address, each with what it holds; none while it waits for one.
    public internal(set) var assignments: [Assignment]
    /// What a pinned watch comes back to when an exclusive one keeps it out no more.
    var home: [Assignment]?
    public internal(set) var isEnabled: Bool
    /// The frame of `request` has been left: the watch stays in the table, and cannot be enabled again.
    public internal(set) var isFrameOver = false

    init(id: WatchID, request: WatchRequest, assignments: [Assignment], isEnabled: Bool) {
        self.id = id
        self.request = request
        self.assignments = assignments
        self.isEnabled = isEnabled
    }

    public struct Assignment: Hashable, Sendable, Codable {
        public let slot: SlotIndex
        public let piece: WatchPiece
    }
}

extension Watch {
    /// What it holds, or comes back to.
    public var claimed: [Assignment] { home ?? assignments }

    /// Another frame, or none, is one that has not been left.
    mutating func replaceRequest(_ next: WatchRequest) {
        if next.frame != request.frame { isFrameOver = false }
        request = next
    }
}
