import ProgramModel
import ViewModel

/// What an expression reads as, above the footer, until the next key.
struct PrintedLine {
    let printed: PrintedValue

    init(_ printed: PrintedValue) { self.printed = printed }

    func draw(on canvas: inout Canvas, above footer: CellRectangle) {
        let (left, end) = (footer.column + 1, footer.endColumn - 1)
        let name = DisplayText.sanitized(printed.expression)
        let nameWidth = min(DisplayWidth.of(name), footer.width / 3)
        let type = printed.value.typeName.map { DisplayText.sanitized($0) } ?? ""
        let textWidth = end - (left + nameWidth + 3)
        let lines = TextWrap.lines(DisplayText.sanitized(printed.value.text), width: textWidth)
        let shown = lines.prefix(max(1, min(8, footer.row - 1)))
        let top = footer.row - shown.count
        canvas.fill(
            CellRectangle(row: top, column: footer.column, height: shown.count, width: footer.width),
            Style(.text, on: .overlay))
        canvas.put(name, top, left, Style(.dim, on: .overlay), width: nameWidth)
        canvas.put("=", top, left + nameWidth + 1, Style(.dim, on: .overlay))
        var at = left
        for (index, line) in shown.enumerated() {
            at = canvas.put(line, top + index, left + nameWidth + 3, Style(.newValue, on: .overlay, .bold))
        }
        canvas.putRight(
            type, footer.row - 1, endingAt: end, Style(.dim, on: .overlay), width: max(0, end - at - 2))
    }
}
