import DebugRegisters
import WatchSlots

/// A split in words: "24 bytes at 0x404024 need 4 slots: 4+8+8+4; 1 is taken".
enum WatchPlanText {
    static func sentence(for request: WatchRequest, in table: WatchTable) -> String {
        guard let pieces = try? WatchSplit.pieces(of: request) else { return "" }
        let lengths = pieces.map { String($0.length.byteCount) }.joined(separator: "+")
        let taken = SlotSet.all.subtracting(table.freeSlots).count
        let slots = pieces.count == 1 ? "1 slot" : "\(pieces.count) slots"
        let takenText = taken == 0 ? "all are free" : taken == 1 ? "1 is taken" : "\(taken) are taken"
        return "\(request.byteCount) bytes at \(request.address) need \(slots): \(lengths); \(takenText)"
    }
}
