import DebugRegisters
import ViewModel

/// Single bits of DR6, lit when they are news: BLD and RTM by being clear.
struct StatusBits {
    let state: AppState

    /// Returns the column after it.
    @discardableResult
    func draw(_ bit: Int, on canvas: inout Canvas, row: Int, column: Int) -> Int {
        let status = state.shownStatus ?? .cleared
        let field = StatusRegister.field(atBit: bit)
        let isNews = status.isNews(field)
        let role = field.slot.map(Role.init) ?? .warning
        let hasCursor = state.focus == .status && state.bits.status == bit
        let ground: Role = hasCursor ? .selection : .background
        let at = canvas.put(field.name + " ", row, column, Style(isNews ? role : .dim, on: ground, isNews ? .bold : []))
        canvas.put(
            isNews ? canvas.glyphs.armed : canvas.glyphs.zero, row, at,
            Style(isNews ? role : hasCursor ? .bright : .faint, on: ground, .bold))
        return at + 1
    }
}
