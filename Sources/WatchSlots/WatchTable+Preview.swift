import DebugRegisters

extension WatchTable {
    /// What a request would take, in a line for people, before anything is armed: `24 bytes at 0x1004 take 4 slots
    /// (4+8+8+4): DR0, DR1, DR2, DR3`; or why it cannot be.
    public func preview(of request: WatchRequest) -> String {
        do throws(WatchError) {
            let assignments = try plan(request)
            let pieces = assignments.map(\.piece)
            let slots = assignments.map(\.slot.description).joined(separator: ", ")
            if request.kind == .execute { return "execution at \(request.address) takes \(slots)" }
            let bytes = request.byteCount == 1 ? "1 byte" : "\(request.byteCount) bytes"
            guard pieces.count > 1 else {
                return "\(bytes) at \(request.address) take\(request.byteCount == 1 ? "s" : "") \(slots)"
            }
            return "\(bytes) at \(request.address) take \(pieces.count) slots (\(WatchError.cut(of: pieces))): \(slots)"
        } catch {
            return error.message
        }
    }
}
