import DebugRegisters

extension AppState {
    mutating func move(_ movement: Action.Movement) {
        if case .help = modal { return moveHelp(movement) }
        if case .detail = modal { return moveDetail(movement) }
        if case .threads = modal { return moveThreads(movement) }
        if case .watches = modal { return moveWatch(movement) }
        if case .themes = modal { return moveTheme(movement) }
        if case .palette = modal { return movePalette(movement) }
        if textPage != nil { return moveText(movement) }
        switch focus {
        case .slots: moveSlot(movement)
        case .control: bits.control = movedBit(bits.control, among: Self.controlBits, movement)
        case .status: bits.status = movedBit(bits.status, among: Self.statusBits, movement)
        case .hits: moveHit(movement)
        case .writers: moveWriter(movement)
        case .output: scrollOutput(movement)
        }
    }

    func scrolled(_ line: Int, by movement: Action.Movement, page: Int, end: Int) -> Int {
        let moved =
            switch movement {
            case .up, .left: line - 1
            case .down, .right: line + 1
            case .pageUp: line - page
            case .pageDown: line + page
            case .first: 0
            case .last: end
            }
        return min(max(0, moved), max(0, end - page))
    }

    private mutating func moveSlot(_ movement: Action.Movement) {
        let step =
            switch movement {
            case .left, .up: -1
            case .right, .down: 1
            default: 0
            }
        selectedSlot = SlotIndex(number: selectedSlot.number + step) ?? selectedSlot
    }

    // MARK: Bits

    private static let controlBits = Array((0..<32).reversed())
    /// One bit of each field of DR6 that is shown, in the order in which they are.
    package static let statusBits = [0, 1, 2, 3, 14, 13, 15, 11, 16]

    private func movedBit(_ bit: Int, among bits: [Int], _ movement: Action.Movement) -> Int {
        let index = bits.firstIndex(of: bit) ?? 0
        switch movement {
        case .left, .up: return bits[max(0, index - 1)]
        case .right, .down: return bits[min(bits.count - 1, index + 1)]
        case .first, .pageUp: return bits[0]
        case .last, .pageDown: return bits[bits.count - 1]
        }
    }

    // MARK: Hits

    private mutating func moveHit(_ movement: Action.Movement) {
        let page = layout?.hitRows ?? 1
        switch movement {
        case .up, .left: moveHit(by: -1)
        case .down, .right: moveHit(by: 1)
        case .pageUp: moveHit(by: -page)
        case .pageDown: moveHit(by: page)
        case .first: moveHit(by: -logged.count)
        case .last: setFollowing(true)
        }
    }

    // MARK: Output

    private mutating func scrollOutput(_ movement: Action.Movement) {
        let page = layout?.outputSize.rows ?? 1
        switch movement {
        case .up, .left: scrollOutput(by: 1)
        case .down, .right: scrollOutput(by: -1)
        case .pageUp: scrollOutput(by: page)
        case .pageDown: scrollOutput(by: -page)
        case .first: scrollOutput(by: output.lineCount)
        case .last: outputScroll = 0
        }
    }

    mutating func scrollOutput(by count: Int) {
        let page = layout?.outputSize.rows ?? 1
        outputScroll = min(max(0, outputScroll + count), max(0, output.lineCount - page))
    }
}
