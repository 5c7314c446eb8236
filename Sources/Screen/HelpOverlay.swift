import ProgramModel
import ViewModel

/// All keys and commands, from their tables; what is typed narrows them.
struct HelpOverlay {
    let keys: KeyTable
    let firstLine: Int
    let filter: LineEditor

    func draw(on canvas: inout Canvas) {
        let all = HelpEntry.all(keys)
        let entries = AppState.helpEntries(filter.text, keys)
        // The box stays as it is while the list grows shorter.
        let keyWidth = all.map { DisplayWidth.of($0.name) }.max() ?? 0
        let textWidth = all.map { DisplayWidth.of($0.text) }.max() ?? 0
        let height = min(all.count + 2, canvas.frame.height - 2)
        let box = OverlayBox(width: min(canvas.frame.width - 4, keyWidth + textWidth + 8), height: height, on: canvas)
        let typed = DisplayText.sanitized(filter.text)
        box.draw(title: "Keys and commands", on: &canvas)
        if !typed.isEmpty {
            canvas.put(" \(typed) ", box.area.row, box.area.column + 22, Style(.accent, on: .overlay, .bold), width: 30)
        }
        let rows = height - 2
        let first = min(firstLine, max(0, entries.count - rows))
        let left = box.area.column + 3
        for (index, entry) in entries[first..<min(entries.count, first + rows)].enumerated() {
            let row = box.area.row + 1 + index
            canvas.putRight(entry.name, row, endingAt: left + keyWidth, Style(.key, on: .overlay, .bold))
            canvas.put(
                entry.text, row, left + keyWidth + 2, Style(.text, on: .overlay),
                width: box.area.endColumn - 2 - (left + keyWidth + 2))
        }
        if entries.isEmpty {
            canvas.put("no key or command is about this", box.area.row + 1, left, Style(.dim, on: .overlay))
        }
        let rest = entries.count - first - rows
        let close = typed.isEmpty ? "type to narrow · Esc closes" : "Esc shows all"
        let words = rest > 0 ? "\(rest) more below · \(close)" : close
        canvas.putRight(" \(words) ", box.area.endRow - 1, endingAt: box.area.endColumn - 2, Style(.dim, on: .overlay))
    }
}
