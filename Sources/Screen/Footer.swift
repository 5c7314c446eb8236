import ProgramModel
import Session
import ViewModel

/// The last line: the keys that can act, or a notice while there is one.
struct Footer {
    let state: AppState

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        if let toast = state.toast { return draw(toast.notice, on: &canvas, in: area) }
        for hint in FooterBar(state).hints {
            canvas.put(hint.key.name, area.row, area.column + hint.column, .key)
            canvas.put(hint.label, area.row, area.column + hint.labelColumn, .dim)
        }
    }

    private func draw(_ notice: Notice, on canvas: inout Canvas, in area: CellRectangle) {
        let (sign, role): (String, Role) =
            switch notice.severity {
            case .information: ("i", .accent)
            case .warning: ("!", .warning)
            case .error: ("✗", .error)
            }
        let lines = TextWrap.lines(DisplayText.sanitized(notice.text), width: area.width - 5).prefix(4)
        let top = area.endRow - lines.count
        canvas.fill(
            CellRectangle(row: top, column: area.column, height: lines.count, width: area.width),
            Style(.text, on: .overlay))
        canvas.put(
            sign == "✗" ? String(canvas.glyphs.failed) : sign, top, area.column + 1, Style(role, on: .overlay, .bold))
        for (index, line) in lines.enumerated() {
            canvas.put(line, top + index, area.column + 3, Style(role, on: .overlay))
        }
    }
}
