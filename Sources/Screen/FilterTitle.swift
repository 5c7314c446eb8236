import ProgramModel
import ViewModel

/// In the border of the hits: the filter, and how many hits pass it. The numbers are never cut.
struct FilterTitle {
    let state: AppState

    func draw(on canvas: inout Canvas, row: Int, left: Int, end: Int) {
        guard let filter = state.filter else { return }
        var counts = "\(Numbers.grouped(UInt64(filter.matches.count))) of \(Numbers.grouped(UInt64(state.hits.count)))"
        let progress = filter.progress(of: state.hits)
        if let progress { counts = "filtering… \(Int(progress * 100)) %" }
        let room = end - left - counts.count - 4
        guard room >= 4 else { return }
        let text = "/" + DisplayText.sanitized(filter.text)
        let at = canvas.put(" ", row, left, .dim)
        let after = canvas.put(text, row, at, Style(.accent, .bold), width: room)
        canvas.put("  \(counts) ", row, after, Style(progress == nil ? .dim : .warning))
    }
}
