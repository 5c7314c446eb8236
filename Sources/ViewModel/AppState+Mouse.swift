import DebugRegisters

/// The mouse: a click chooses, a double click is Enter, the wheel scrolls, and a border follows where it is drawn to.
extension AppState {
    /// Lines that a turn of the wheel moves.
    private static let wheelStep = 3

    mutating func take(_ action: MouseAction) -> [AppEffect] {
        switch action.kind {
        case .drag: return draw(to: action)
        case .release:
            return letGo(action)
        case .press, .wheelUp, .wheelDown: break
        }
        let isDouble = action.kind == .press && notePress(action)
        if modal != nil { return takeModal(action, isDouble: isDouble) }
        guard let layout else { return [] }
        if action.kind == .press, layout.footer.contains(row: action.row, column: action.column) {
            return pressFooter(column: action.column)
        }
        if action.kind == .press, let split = layout.split(row: action.row, column: action.column) {
            pointer.drawn = split
            return []
        }
        guard let (pane, slot) = layout.target(row: action.row, column: action.column) else { return [] }
        switch action.kind {
        case .wheelUp, .wheelDown:
            let step = action.kind == .wheelUp ? -Self.wheelStep : Self.wheelStep
            if pane == .hits { moveHit(by: step) }
            if pane == .output { scrollOutput(by: -step) }
            if pane == .writers { for _ in 0..<abs(step) { moveWriter(step < 0 ? .up : .down) } }
        default:
            press(pane, slot, at: action, in: layout)
            if isDouble, !hasProgramKeyboard { return take(.enter) }
        }
        return []
    }

    // MARK: Pressing

    private mutating func press(_ pane: Focus, _ slot: SlotIndex?, at action: MouseAction, in layout: ScreenLayout) {
        if pane != .output { hasProgramKeyboard = false }
        focus = pane
        if let slot { selectedSlot = slot }
        switch pane {
        case .control: pressControl(at: action, in: layout)
        case .status:
            if let area = layout.status, let bit = StatusGrid(area).bit(row: action.row, column: action.column) {
                bits.status = bit
            }
        case .writers:
            if let writers = layout.writers { pressWriter(line: action.row - writers.row - 2) }
        case .hits:
            if let hits = layout.hits { press(row: action.row - hits.row - 2, of: layout) }
        case .slots, .output: break
        }
    }

    private mutating func pressControl(at action: MouseAction, in layout: ScreenLayout) {
        let grid = ControlGrid(layout.controlForm)
        bits.control = grid.bit(at: action.column - grid.left(in: layout.control)) ?? bits.control
    }

    private mutating func press(row: Int, of layout: ScreenLayout) {
        let shown = visibleHits(rows: layout.hitRows)
        guard row >= 0, row < shown.count else { return }
        setFollowing(false)
        selectHit(shown[row])
    }

    /// A click on a key of the last line is that key; one on a notice takes it away.
    private mutating func pressFooter(column: Int) -> [AppEffect] {
        if toast != nil {
            toast = nil
            return []
        }
        guard let key = FooterBar(self).key(at: column) else { return [] }
        return take(key)
    }

    /// - Returns: whether it is the second half of a double click.
    private mutating func notePress(_ action: MouseAction) -> Bool {
        let press = PointerState.Press(row: action.row, column: action.column, time: now)
        if let last = pointer.lastPress, last.row == press.row, last.column == press.column,
            now - min(now, last.time) <= PointerState.doubleClick
        {
            pointer.lastPress = nil
            return true
        }
        pointer.lastPress = press
        return false
    }

    // MARK: Over the panes

    private mutating func takeModal(_ action: MouseAction, isDouble: Bool) -> [AppEffect] {
        switch modal {
        case .themes:
            pressTheme(action)
        case .palette:
            return pressPalette(action, isDouble: isDouble)
        case .detail, .threads, .watches, .help, .messages, .guide:
            let isWheel = action.kind != .press
            for _ in 0..<Self.wheelStep where isWheel { move(action.kind == .wheelUp ? .up : .down) }
            switch modal {
            case .help, .messages, .guide: if !isWheel { modal = nil }
            default: break
            }
        case .prompt, .filter, .confirmation, nil: break
        }
        return []
    }

    // MARK: Drawing a border

    /// The end of a border's way; where it has not moved this was a click on the pane.
    private mutating func letGo(_ action: MouseAction) -> [AppEffect] {
        guard pointer.drawn != nil else { return [] }
        pointer.drawn = nil
        if pointer.lastPress != nil, modal == nil, let layout,
            let (pane, slot) = layout.target(row: action.row, column: action.column)
        {
            press(pane, slot, at: action, in: layout)
        }
        return []
    }

    /// A border is between two places.
    package var isDrawingBorder: Bool { pointer.drawn != nil }

    private mutating func draw(to action: MouseAction) -> [AppEffect] {
        guard modal == nil, let split = pointer.drawn, let layout,
            let share = layout.share(of: split, row: action.row, column: action.column)
        else { return [] }
        arrangement.set(split, cells: share.cells, of: share.whole)
        pointer.lastPress = nil
        return []
    }
}
