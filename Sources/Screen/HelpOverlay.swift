import ViewModel

/// All keys and commands, from their tables.
struct HelpOverlay {
    let keys: KeyTable
    let firstLine: Int

    func draw(on canvas: inout Canvas) {
        let entries = HelpEntry.all(keys)
        let keyWidth = entries.map { DisplayWidth.of($0.name) }.max() ?? 0
        let textWidth = entries.map { DisplayWidth.of($0.text) }.max() ?? 0
        let height = min(entries.count + 2, canvas.frame.height - 2)
        let box = OverlayBox(width: min(canvas.frame.width - 4, keyWidth + textWidth + 8), height: height, on: canvas)
        box.draw(title: "Keys", on: &canvas)
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
        let rest = entries.count - first - rows
        let words = rest > 0 ? "\(rest) more below · Esc closes" : "Esc closes"
        canvas.putRight(" \(words) ", box.area.endRow - 1, endingAt: box.area.endColumn - 2, Style(.dim, on: .overlay))
    }
}
