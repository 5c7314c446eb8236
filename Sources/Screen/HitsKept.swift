import ViewModel

/// In the border of the hits: where those are that are no longer in memory. Nothing is said while all are there.
struct HitsKept {
    let state: AppState

    /// nil when all hits are in memory.
    var text: String? {
        let hits = state.hits
        var parts: [String] = []
        if hits.archivedCount > 0 {
            parts.append("\(Numbers.grouped(UInt64(hits.memoryCount))) in memory")
            parts.append("\(Numbers.grouped(UInt64(hits.archivedCount))) in \(state.logName)")
        }
        if hits.droppedCount > 0 {
            let which = hits.gap.isEmpty ? "oldest" : "in between"
            parts.append("\(which) \(Numbers.grouped(UInt64(hits.droppedCount))) dropped")
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        guard let text, DisplayWidth.of(text) + 8 <= area.width else { return }
        canvas.put(" \(text) ", area.endRow - 1, area.column + 2, .dim)
    }
}
