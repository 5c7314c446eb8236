import ViewModel

/// Draws styled text and boxes into a frame; what lies outside is cut off at a cell's edge, and nothing but printable
/// characters gets in.
struct Canvas {
    private(set) var frame: Frame
    let styles: StyleTable
    let glyphs: Glyphs
    let isUnicode: Bool

    init(width: Int, height: Int, styles: StyleTable, isUnicode: Bool) {
        var none: Frame?
        self.init(width: width, height: height, styles: styles, isUnicode: isUnicode, reusing: &none)
    }

    init(width: Int, height: Int, styles: StyleTable, isUnicode: Bool, reusing spare: inout Frame?) {
        self.styles = styles
        self.isUnicode = isUnicode
        glyphs = isUnicode ? .unicode : .ascii
        frame = Frame(
            width: width, height: height, fill: Cell(scalar: " ", styles[Style(.text)]), reusing: &spare)
    }

    mutating func setCursor(row: Int, column: Int) { frame.cursor = Position(row: row, column: column) }

    /// Writes text and returns the column after it.
    ///
    /// - Parameter width: the cells it may take at most; text that is longer ends in `…`.
    @discardableResult
    mutating func put(_ text: some StringProtocol, _ row: Int, _ column: Int, _ style: Style, width: Int = .max) -> Int
    {
        guard row >= 0, row < frame.height, width > 0 else { return column }
        let cell = styles[style]
        let end = width < frame.width ? min(frame.width, column + width) : frame.width
        var at = column
        for scalar in text.unicodeScalars {
            let isPlain = isUnicode || scalar.value < 0x7F
            let size = isPlain ? DisplayWidth.of(scalar) : min(1, DisplayWidth.of(scalar))
            if size == 0 {
                join(scalar, row, at - 1)
                continue
            }
            if at + size > end {
                if end > column, end - 1 < frame.width { set(Cell(isUnicode ? "…" : "~", cell), row, end - 1) }
                return end
            }
            set(isPlain ? Cell(scalar: scalar, cell) : Cell(Glyphs.ascii(scalar), cell), row, at)
            if size == 2 { set(Cell(scalar: "\0", cell), row, at + 1) }
            at += size
        }
        return at
    }

    /// A sign in a style of another theme's.
    mutating func put(_ glyph: Character, _ row: Int, _ column: Int, as cell: CellStyle) {
        guard row >= 0, row < frame.height else { return }
        set(Cell(glyph, cell), row, column)
    }

    mutating func put(_ glyph: Character, _ row: Int, _ column: Int, _ style: Style) {
        guard row >= 0, row < frame.height else { return }
        set(Cell(glyph, styles[style]), row, column)
    }

    /// Writes text so that it ends before a column; text that is wider than `width` is left out, because what is right
    /// aligned is a number. Returns the column where it starts.
    @discardableResult
    mutating func putRight(
        _ text: String, _ row: Int, endingAt end: Int, _ style: Style, width: Int = .max
    ) -> Int {
        let size = DisplayWidth.of(text)
        guard size <= width else { return end }
        put(text, row, end - size, style)
        return end - size
    }

    private mutating func set(_ cell: Cell, _ row: Int, _ column: Int) {
        guard column >= 0, column < frame.width else { return }
        frame[row, column] = cell
    }

    /// A mark joins the character before it.
    private mutating func join(_ scalar: Unicode.Scalar, _ row: Int, _ column: Int) {
        guard isUnicode, scalar.properties.generalCategory == .nonspacingMark, scalar.value != 0xFE0F,
            column >= 0, column < frame.width
        else { return }
        var text = String(frame[row, column].character)
        guard text != "\0", text.unicodeScalars.count < 4 else { return }
        text.unicodeScalars.append(scalar)
        if text.count == 1, let joined = text.first { frame[row, column].character = joined }
    }

    /// Blanks with a style.
    mutating func fill(_ rectangle: CellRectangle, _ style: Style) {
        let cell = Cell(scalar: " ", styles[style])
        for row in max(0, rectangle.row)..<max(0, min(frame.height, rectangle.endRow)) {
            for column in max(0, rectangle.column)..<max(0, min(frame.width, rectangle.endColumn)) {
                frame[row, column] = cell
            }
        }
    }

    /// Lays a ground under what is already drawn in a row.
    mutating func highlight(_ row: Int, _ columns: Range<Int>, _ style: Style) {
        let cell = styles[style]
        for column in columns where column >= 0 && column < frame.width {
            frame[row, column].style = cell
        }
    }

    mutating func border(_ rectangle: CellRectangle, _ style: Style) {
        let cell = styles[style]
        let (top, bottom) = (rectangle.row, rectangle.endRow - 1)
        let (left, right) = (rectangle.column, rectangle.endColumn - 1)
        guard bottom > top, right > left, top >= 0, bottom < frame.height else { return }
        let (horizontal, vertical) = (Cell(glyphs.horizontal, cell), Cell(glyphs.vertical, cell))
        for column in left + 1..<right {
            set(horizontal, top, column)
            set(horizontal, bottom, column)
        }
        for row in top + 1..<bottom {
            set(vertical, row, left)
            set(vertical, row, right)
        }
        set(Cell(glyphs.topLeft, cell), top, left)
        set(Cell(glyphs.topRight, cell), top, right)
        set(Cell(glyphs.bottomLeft, cell), bottom, left)
        set(Cell(glyphs.bottomRight, cell), bottom, right)
    }

    /// A pane's border with its title; the one with the focus is lit, and its title reversed where there is no colour.
    mutating func pane(_ rectangle: CellRectangle, title: String, hasFocus: Bool) {
        border(rectangle, Style(hasFocus ? .borderFocused : .border))
        if hasFocus { put(glyphs.marker, rectangle.row, rectangle.column + 1, Style(.borderFocused, .bold)) }
        put(" \(title) ", rectangle.row, rectangle.column + 2, Style(hasFocus ? .bright : .title, .bold))
    }
}
