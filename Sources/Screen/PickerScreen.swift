import ProgramModel
package import ViewModel

/// A list of processes to choose from.
struct PickerScreen {
    let picker: ProcessPicker

    /// Below that there is no room for a list.
    static let minimum = (width: 40, height: 12)
    /// The row of the first process.
    static let firstRow = 4

    func draw(on canvas: inout Canvas) {
        let (width, height) = (picker.width, picker.height)
        guard width >= Self.minimum.width, height >= Self.minimum.height else {
            let words = "bptui needs \(Self.minimum.width)×\(Self.minimum.height), this is \(width)×\(height)"
            canvas.put("too small", max(0, height / 2 - 1), 1, Style(.warning, .bold))
            canvas.put(words, height / 2, 1, .dim, width: width - 1)
            return
        }
        drawHeader(on: &canvas)
        let list = CellRectangle(row: 1, column: 0, height: height - 6, width: width)
        canvas.pane(list, title: "Processes", hasFocus: true)
        drawFilter(on: &canvas, in: list)
        drawList(on: &canvas, in: list)
        drawCommand(on: &canvas, in: CellRectangle(row: height - 5, column: 0, height: 4, width: width))
        drawKeys(on: &canvas)
    }

    private func drawHeader(on canvas: inout Canvas) {
        let at = canvas.put("bptui", 0, 1, Style(.accent, .bold))
        let words = "\(picker.entries.count) process\(picker.entries.count == 1 ? "" : "es") named "
        let next = canvas.put(words, 0, at + 2, .dim)
        let name = canvas.put(DisplayText.sanitized(picker.name), 0, next, .strong, width: picker.width / 3)
        canvas.put("— which one?", 0, name + 1, .dim, width: picker.width - name - 2)
    }

    private func drawFilter(on canvas: inout Canvas, in area: CellRectangle) {
        let text = picker.filter.text
        guard picker.isTyping || !text.isEmpty else {
            let words = " type to filter "
            canvas.putRight(words, area.row, endingAt: area.endColumn - 2, .dim)
            return
        }
        let shown = DisplayText.sanitized(text)
        let words = " \(picker.shown.count) of \(picker.entries.count) "
        let end = canvas.putRight(words, area.row, endingAt: area.endColumn - 2, .dim)
        let room = max(8, end - area.column - 20)
        let size = min(room, DisplayWidth.of(shown)) + 4
        let left = end - size - 1
        canvas.put(" / ", area.row, left, Style(.accent, .bold))
        canvas.put("\(shown) ", area.row, left + 3, Style(.bright, .bold), width: room)
        canvas.setCursor(row: area.row, column: left + 3 + min(room - 1, picker.filter.cursor))
    }

    // MARK: The list

    /// Where each column starts; the narrow ones go first when there is no room.
    private struct Columns {
        var pidEnd = 0
        var user: Int?
        var state: Int?
        var threadsEnd: Int?
        var ageEnd: Int?
        var command = 0
        var userWidth = 0

        init(_ entries: [ProcessEntry], left: Int, width: Int) {
            pidEnd = left + max(5, entries.map { String($0.pid).count }.max() ?? 0)
            var at = pidEnd + 2
            userWidth = min(12, max(4, entries.map { DisplayWidth.of(DisplayText.sanitized($0.user)) }.max() ?? 0))
            if width >= 64 {
                user = at
                at += userWidth + 2
            }
            if width >= 52 {
                state = at
                at += 8 + 2
            }
            let threads = max(3, entries.map { String($0.threadCount).count }.max() ?? 0)
            threadsEnd = at + threads + (width >= 76 ? 4 : 0)
            at = threadsEnd! + 2
            if width >= 60 {
                ageEnd = at + 9
                at = ageEnd! + 2
            }
            command = at
        }
    }

    private func drawList(on canvas: inout Canvas, in area: CellRectangle) {
        let shown = picker.shown
        let (left, end) = (area.column + 3, area.endColumn - 2)
        let columns = Columns(picker.entries, left: left, width: area.width)
        let head = area.row + 1
        canvas.putRight("PID", head, endingAt: columns.pidEnd, Style(.title))
        if let at = columns.user { canvas.put("user", head, at, Style(.title)) }
        if let at = columns.state { canvas.put("state", head, at, Style(.title)) }
        if let at = columns.threadsEnd {
            canvas.putRight(area.width >= 76 ? "threads" : "thr", head, endingAt: at, Style(.title))
        }
        if let at = columns.ageEnd { canvas.putRight("age", head, endingAt: at, Style(.title)) }
        canvas.put("command", head, columns.command, Style(.title), width: end - columns.command)
        let first = picker.firstShown
        let rows = max(0, min(picker.rows, shown.count - first))
        for index in 0..<rows {
            draw(
                shown[first + index], isSelected: first + index == picker.selection, columns, on: &canvas,
                row: area.row + 3 + index, area)
        }
        if shown.isEmpty {
            let words = picker.entries.isEmpty ? "all of them have ended" : "none of them matches"
            canvas.put(words, area.row + 3, left, Style(.warning), width: end - left)
        }
        let rest = shown.count - first - rows
        if rest > 0 {
            canvas.putRight(" \(rest) more below ", area.endRow - 1, endingAt: area.endColumn - 2, .dim)
        }
    }

    private func draw(
        _ entry: ProcessEntry, isSelected: Bool, _ columns: Columns, on canvas: inout Canvas, row: Int,
        _ area: CellRectangle
    ) {
        let ground = isSelected ? Role.selection : .background
        if isSelected {
            canvas.fill(
                CellRectangle(row: row, column: area.column + 1, height: 1, width: area.width - 2),
                Style(.text, on: ground))
            canvas.put(canvas.glyphs.marker, row, area.column + 1, Style(.accent, on: ground, .bold))
        }
        canvas.putRight(
            String(entry.pid), row, endingAt: columns.pidEnd, Style(isSelected ? .bright : .text, on: ground, .bold))
        if let at = columns.user {
            canvas.put(
                DisplayText.sanitized(entry.user), row, at, Style(.dim, on: ground), width: columns.userWidth)
        }
        if let at = columns.state { canvas.put(entry.stateWord, row, at, Style(role(of: entry), on: ground)) }
        if let at = columns.threadsEnd {
            canvas.putRight(String(entry.threadCount), row, endingAt: at, Style(.text, on: ground))
        }
        if let at = columns.ageEnd { canvas.putRight(entry.ageWords, row, endingAt: at, Style(.dim, on: ground)) }
        canvas.put(
            DisplayText.sanitized(entry.command), row, columns.command, Style(isSelected ? .bright : .text, on: ground),
            width: area.endColumn - 2 - columns.command)
    }

    private func role(of entry: ProcessEntry) -> Role {
        switch entry.state {
        case "R": .ok
        case "T": .warning
        case "t", "Z", "X": .error
        default: .dim
        }
    }

    // MARK: Below

    /// The whole command line of the one selected, as far as there is room.
    private func drawCommand(on canvas: inout Canvas, in area: CellRectangle) {
        canvas.border(area, Style(.border))
        guard let entry = picker.selected else { return }
        canvas.put(" \(entry.pid) ", area.row, area.column + 2, Style(.title, .bold))
        if entry.state == "t" {
            let words = " traced already: it has to be let go first "
            canvas.putRight(words, area.row, endingAt: area.endColumn - 2, Style(.error))
        }
        let lines = TextWrap.lines(DisplayText.sanitized(entry.command), width: area.width - 4)
        for (index, line) in lines.prefix(2).enumerated() {
            let isCut = index == 1 && lines.count > 2
            canvas.put(isCut ? line + " …" : line, area.row + 1 + index, area.column + 2, .text, width: area.width - 4)
        }
    }

    private func drawKeys(on canvas: inout Canvas) {
        let leave = picker.isTyping ? ("Esc", "clear the filter") : ("Esc", "leave, nothing touched")
        var at = 1
        for (key, label) in [("Enter", "attach"), ("↑↓", "choose"), ("/", "filter"), leave] {
            if key == "/", picker.isTyping { continue }
            guard at + DisplayWidth.of(key) + 1 + label.count < picker.width else { break }
            at = canvas.put(key, picker.height - 1, at, .key)
            at = canvas.put(label, picker.height - 1, at + 1, .dim) + 2
        }
    }
}

extension ScreenRenderer {
    /// A frame of the picker's size.
    package func frame(of picker: ProcessPicker) -> Frame {
        var canvas = Canvas(
            width: picker.width, height: picker.height, styles: styles, isUnicode: capabilities.unicode)
        PickerScreen(picker: picker).draw(on: &canvas)
        return canvas.frame
    }

    /// The row of the list that a click at a screen's row means.
    package static func pickerRow(at row: Int) -> Int { row - PickerScreen.firstRow }
}
