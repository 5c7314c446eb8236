import ProgramModel
import ViewModel

/// A hit, a place or a stop with all that is known of it, in the room between the header and the footer.
struct DetailOverlay {
    let page: DetailPage
    let firstLine: Int

    func draw(on canvas: inout Canvas) {
        let area = page.layout.area
        canvas.fill(area, Style(.text))
        canvas.pane(area, title: page.title, hasFocus: true)
        let first = min(firstLine, page.lastFirstLine)
        let last = min(page.lines.count, first + page.layout.rows)
        let left = area.column + 2
        let values = ValueColumns(page)
        for (index, line) in page.lines[first..<last].enumerated() {
            let row = area.row + 1 + index
            if let right = line.right, let columns = page.layout.columns {
                DetailLine(line.row, values: values).draw(on: &canvas, row: row, left: left, width: columns.left)
                DetailLine(right, values: values).draw(
                    on: &canvas, row: row, left: left + columns.left + DetailLayout.gap, width: columns.right)
            } else {
                DetailLine(line.row, values: values).draw(on: &canvas, row: row, left: left, width: page.layout.width)
            }
        }
        let (above, below) = (first, page.lines.count - last)
        let words = [above > 0 ? "\(above) above" : nil, below > 0 ? "\(below) below" : nil].compactMap { $0 }
        if !words.isEmpty {
            canvas.putRight(
                " " + words.joined(separator: " · ") + " ", area.endRow - 1, endingAt: area.endColumn - 2, .dim)
        }
    }
}

/// The widths that a page's values need, so that they stand below each other.
struct ValueColumns {
    private(set) var path = 0
    private(set) var old = 0

    init(_ page: DetailPage) {
        for line in page.lines {
            guard case .value(let value) = line.row else { continue }
            path = max(path, min(DisplayWidth.of(value.path), page.layout.width / 3))
            if let text = value.old { old = max(old, min(DisplayWidth.of(text), page.layout.width / 3)) }
        }
    }
}
