/// What a program has switched on its terminal.
struct OutputModes: Hashable, Sendable {
    /// DECCKM: the cursor keys send `ESC O`.
    var hasApplicationCursor = false
    /// Pastes come between marks.
    var marksPastes = false
    /// DECTCEM.
    var isCursorVisible = true
    /// DECAWM.
    var wraps = true
    /// IRM: what is printed moves the rest of the row.
    var inserts = false
    /// DECSTBM; nil where the whole screen scrolls.
    var margins: ScrollMargins?
    /// DECOM: rows count from the upper margin.
    var countsFromMargin = false
    /// The two character sets: line drawing instead of ASCII.
    var drawsLines = [false, false]
    /// Which of the two is in use (SI, SO).
    var characterSet = 0
    /// The alternate screen, and the style to go on with after it.
    var isAlternate = false
    var styleBefore = OutputStyle()

    var isDrawingLines: Bool { drawsLines[characterSet] }
}
