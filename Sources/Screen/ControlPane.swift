import DebugRegisters
import ViewModel

/// DR7: all 32 bits under the names of their fields, in the colours of their slots; the bit under the cursor explains
/// itself in the border.
struct ControlPane {
    let state: AppState
    private let grid: ControlGrid
    private let control: ControlRegister

    init(state: AppState, form: ScreenLayout.ControlForm) {
        self.state = state
        grid = ControlGrid(form)
        control = state.board.control
    }

    func draw(on canvas: inout Canvas, in area: CellRectangle, withStatusLine: Bool) {
        let hasFocus = state.focus == .control || (withStatusLine && state.focus == .status)
        canvas.pane(area, title: "DR7", hasFocus: hasFocus)
        canvas.putRight(
            " \(Numbers.register(control.rawValue)) ", area.row, endingAt: area.endColumn - 2,
            Style(hasFocus ? .text : .dim))
        let left = grid.left(in: area)
        for bit in 0..<32 { drawBit(bit, on: &canvas, row: area.row + 1, left: left) }
        drawNames(on: &canvas, row: area.row + 3, left: left)
        if !grid.isCompact { drawMeanings(on: &canvas, row: area.row + 4, left: left) }
        if withStatusLine {
            StatusLine(state: state).draw(
                on: &canvas, row: area.endRow - 2, left: area.column + 2, width: area.width - 4)
        }
        drawExplanation(on: &canvas, in: area, ofStatus: withStatusLine && state.focus == .status)
    }

    private func isSet(_ bit: Int) -> Bool { control.rawValue >> UInt32(bit) & 1 != 0 }
    private func role(_ field: RegisterField) -> Role { field.slot.map(Role.init) ?? .title }

    private func drawBit(_ bit: Int, on canvas: inout Canvas, row: Int, left: Int) {
        let column = left + grid.columns[bit]
        let field = ControlRegister.field(atBit: bit)
        let hasCursor = bit == state.bits.control && state.focus == .control
        let hasChanged = state.changedControlBits >> UInt32(bit) & 1 != 0
        let ground: Role = hasCursor ? .selection : .background
        // The compact form has room for one number a field of two bits.
        if !grid.isCompact || bit < 16 || bit % 2 == 1 || hasCursor {
            let number = "\(bit)"
            let isCrowded = grid.isCompact && bit >= 10
            let numberStyle =
                hasCursor
                ? Style(.bright, on: ground, .bold)
                : hasChanged ? Style(.bright, [.bold, .underline]) : Style(.dim)
            let at = isCrowded ? column - (hasCursor && bit % 2 == 0 && bit >= 16 ? 1 : 0) : column + 1 - number.count
            if !(isCrowded && bit < 16 && !hasCursor && !hasChanged && bit != 13 && bit != 11) {
                canvas.put(number, row, at, numberStyle)
            }
        }
        let glyph = isSet(bit) ? canvas.glyphs.one : canvas.glyphs.zero
        let style: Style =
            isSet(bit)
            ? Style(role(field), on: ground, hasChanged ? [.bold, .underline] : .bold)
            : Style(
                hasCursor ? .bright : hasChanged ? .bright : .faint, on: ground, hasChanged ? [.bold, .underline] : [])
        canvas.put(glyph, row + 1, column, style)
        if hasCursor, !grid.isCompact, bit >= 10 { canvas.highlight(row + 1, column - 1..<column, style) }
    }

    private func drawNames(on canvas: inout Canvas, row: Int, left: Int) {
        for field in ControlRegister.fields where !field.isFixed {
            let isOn = isLit(field)
            let style = Style(isOn ? role(field) : .dim)
            let column = left + grid.columns[field.bits.upperBound]
            switch field.role {
            case .length, .condition: canvas.put(field.name, row, grid.isCompact ? column : column - 1, style)
            case .generalDetect: canvas.put(field.name, row, grid.isCompact ? column : column - 1, style)
            case .transactionalEnable: canvas.put("RTM", row, grid.isCompact ? column : column - 1, style)
            default: canvas.put(String(field.name.prefix(1)), row, column, style)
            }
        }
        canvas.put("1", row, left + grid.columns[10], .dim)
        if grid.isCompact {
            for slot in SlotIndex.allCases {
                let isOn = control[slot].isEnabled
                canvas.put(
                    "\(slot.number)", row, left + grid.columns[2 * slot.number + 1] + 1, Style(isOn ? Role(slot) : .dim)
                )
            }
        }
    }

    /// A field that says something: of a slot that is enabled, or not zero.
    private func isLit(_ field: RegisterField) -> Bool {
        switch field.role {
        case .length, .condition: control.value(of: field) != 0 || field.slot.map { control[$0].isEnabled } == true
        default: control.value(of: field) != 0
        }
    }

    private func drawMeanings(on canvas: inout Canvas, row: Int, left: Int) {
        for field in ControlRegister.fields where isLit(field) {
            guard let slot = field.slot else { continue }
            let column = left + grid.columns[field.bits.upperBound] - 1
            if field.role == .length { canvas.put("\(control[slot].length.byteCount) B", row, column, .dim) }
            if field.role == .condition { canvas.put(control[slot].condition.shortWord, row, column, .dim) }
        }
        for slot in SlotIndex.allCases {
            let (global, local) = (grid.columns[2 * slot.number + 1], grid.columns[2 * slot.number])
            canvas.put(
                "\(slot.number)", row, left + (global + local) / 2,
                control[slot].isEnabled ? Style(Role(slot), .bold) : .dim)
        }
        canvas.put("E", row, left + (grid.columns[9] + grid.columns[8]) / 2, .dim)
    }

    private func drawExplanation(on canvas: inout Canvas, in area: CellRectangle, ofStatus: Bool) {
        let room = area.width - 6
        let text: String
        if ofStatus {
            text = (state.shownStatus ?? .cleared).explanation(ofBit: state.bits.status)
        } else {
            text = BitWords(control, bit: state.bits.control).text(width: room)
        }
        let hasFocus = state.focus == .control || ofStatus
        canvas.put(
            " \(TextWrap.line(text, width: room)) ", area.endRow - 1, area.column + 2, Style(hasFocus ? .text : .dim))
    }
}

extension AccessCondition {
    fileprivate var shortWord: String {
        switch self {
        case .execute: "exec"
        case .write: "write"
        case .inputOutput: "I/O"
        case .readWrite: "r/w"
        }
    }
}
