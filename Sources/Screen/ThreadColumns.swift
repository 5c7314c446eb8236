import DebugRegisters

/// Where the columns of the thread matrix stand in a width.
struct ThreadColumns {
    let left: Int
    let width: Int
    let slotWidth: Int
    let nameWidth: Int
    /// nil where there is no room for the processor.
    let processorEnd: Int?

    private static let tidWidth = 8
    private static let stateWidth = 9
    private static let shareWidth = 5
    private static let processorWidth = 4
    /// A thread's name has at most 15 characters.
    private static let longestName = 15
    private static let narrowestSlot = 10
    private static let widestSlot = 30

    init(width: Int, left: Int) {
        self.left = left
        self.width = width
        let fixed = Self.tidWidth + 2 + Self.stateWidth + Self.shareWidth + 2
        let hasProcessor = width - fixed - 4 * Self.narrowestSlot >= Self.longestName + Self.processorWidth
        let taken = fixed + (hasProcessor ? Self.processorWidth : 0)
        nameWidth = max(0, min(Self.longestName, width - taken - 4 * Self.narrowestSlot - 1))
        slotWidth = max(Self.narrowestSlot, min(Self.widestSlot, (width - taken - nameWidth - 1) / 4))
        let shareEnd = left + Self.tidWidth + 2 + nameWidth + 1 + Self.stateWidth + Self.shareWidth
        processorEnd = hasProcessor ? shareEnd + Self.processorWidth : nil
    }

    var tidEnd: Int { left + Self.tidWidth }
    var name: Int { tidEnd + 2 }
    var state: Int { name + nameWidth + 1 }
    var shareEnd: Int { state + Self.stateWidth + Self.shareWidth }
    var end: Int { left + width }
    func slot(_ slot: SlotIndex) -> Int { (processorEnd ?? shareEnd) + 2 + slot.number * slotWidth }
}
