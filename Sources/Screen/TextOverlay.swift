import ProgramModel
import Session
import ViewModel

/// Text to be read in a box: the messages, or what a pane is.
struct TextOverlay {
    let page: TextPage
    let firstLine: Int

    func draw(on canvas: inout Canvas) {
        let box = OverlayBox(page.area)
        box.draw(title: page.title, on: &canvas)
        let first = min(firstLine, page.lastFirstLine)
        let last = min(page.lines.count, first + page.rows)
        let (left, width) = (page.area.column + 3, page.area.width - 6)
        let nameWidth =
            page.lines.map { if case .entry(let name, _) = $0 { DisplayWidth.of(name) } else { 0 } }.max() ?? 0
        for (index, line) in page.lines[first..<last].enumerated() {
            draw(line, on: &canvas, row: page.area.row + 1 + index, left: left, width: width, nameWidth: nameWidth)
        }
        let (above, below) = (first, page.lines.count - last)
        let words = [above > 0 ? "\(above) above" : nil, below > 0 ? "\(below) below" : nil, "Esc closes"]
        canvas.putRight(
            " \(words.compactMap { $0 }.joined(separator: " · ")) ", page.area.endRow - 1,
            endingAt: page.area.endColumn - 2, Style(.dim, on: .overlay))
    }

    private func draw(
        _ line: TextPage.Line, on canvas: inout Canvas, row: Int, left: Int, width: Int, nameWidth: Int
    ) {
        switch line {
        case .blank: break
        case .text(let text): canvas.put(text, row, left, Style(.text, on: .overlay), width: width)
        case .heading(let text): canvas.put(text, row, left, Style(.accent, on: .overlay, .bold), width: width)
        case .entry(let name, let text):
            canvas.putRight(name, row, endingAt: left + nameWidth, Style(.key, on: .overlay, .bold))
            canvas.put(
                text, row, left + nameWidth + 2, Style(.text, on: .overlay), width: width - nameWidth - 2)
        case .message(let time, let severity, let text):
            let (sign, role): (Character, Role) =
                switch severity {
                case .information: ("i", .accent)
                case .warning: ("!", .warning)
                case .error: (canvas.glyphs.failed, .error)
                }
            canvas.put(time, row, left, Style(.dim, on: .overlay))
            if !time.isEmpty { canvas.put(sign, row, left + 11, Style(role, on: .overlay, .bold)) }
            let indent = AppState.messageIndent
            canvas.put(
                text, row, left + indent, Style(severity == .information ? .text : role, on: .overlay),
                width: width - indent)
        }
    }
}
