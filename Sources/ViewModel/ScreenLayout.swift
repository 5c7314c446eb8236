package import DebugRegisters

/// Where each pane stands for a size of the terminal. The reducer needs it for clicks and pages, the screen for drawing.
///
/// From 100×30 the slots are four panes side by side, below that one line each. From 120 columns DR6 stands beside DR7,
/// and the writers with the program's output beside the hits; where that column is short the output takes all of it while
/// it has the focus. Below 120 columns DR6 is a line under DR7, the writers take the hits' place while they have the
/// focus, and the output lies under the hits where there is room, else takes their place too.
package struct ScreenLayout: Hashable, Sendable {
    package static let minimumWidth = 80
    package static let minimumHeight = 24

    package enum Slots: Hashable, Sendable {
        /// By slot number, each with a border.
        case panes([CellRectangle])
        /// One pane with a line a slot.
        case list(CellRectangle)
    }

    /// How much room DR7's bits have.
    package enum ControlForm: Hashable, Sendable {
        /// Fields without bit numbers.
        case compact
        /// A column for each bit, this many cells wide, with its number.
        case numbered(cellWidth: Int)
    }

    package let header: CellRectangle
    package let slots: Slots
    package let control: CellRectangle
    package let controlForm: ControlForm
    /// nil where DR6 is a line in DR7's pane.
    package let status: CellRectangle?
    /// nil while the output has its place.
    package let hits: CellRectangle?
    /// nil while the hits or the output have their place.
    package let writers: CellRectangle?
    /// nil while the hits or the writers have its place.
    package let output: CellRectangle?
    /// The room for the output while it has the focus.
    private let outputRoom: CellRectangle
    package let footer: CellRectangle

    /// nil when the terminal is too small.
    package init?(width: Int, height: Int, focus: Focus, arrangement: PaneArrangement = PaneArrangement()) {
        guard width >= Self.minimumWidth, height >= Self.minimumHeight else { return nil }
        if arrangement.isZoomed, Self.canZoom(focus) {
            self.init(width: width, height: height, zoomed: focus)
        } else {
            self.init(width: width, height: height, focus: focus, divided: arrangement)
        }
    }

    /// All panes.
    private init(width: Int, height: Int, focus: Focus, divided arrangement: PaneArrangement) {
        let isWide = width >= 120
        let hasAir = height >= 36
        header = CellRectangle(row: 0, column: 0, height: 1, width: width)
        var row = hasAir ? 2 : 1
        if width >= 100, height >= 30 {
            let paneHeight = hasAir ? 9 : 8
            let edges = (0...4).map { width * $0 / 4 }
            slots = .panes(
                (0..<4).map {
                    CellRectangle(row: row, column: edges[$0], height: paneHeight, width: edges[$0 + 1] - edges[$0])
                })
            row += paneHeight
        } else {
            slots = .list(CellRectangle(row: row, column: 0, height: 6, width: width))
            row += 6
        }
        if isWide {
            // DR7 takes what its widest form needs, DR6 the rest.
            let cell = width >= 200 ? 5 : width >= 152 ? 4 : 3
            let statusWidth = width - (cell == 5 ? 155 : cell == 4 ? 124 : 93)
            control = CellRectangle(row: row, column: 0, height: 6, width: width - statusWidth)
            controlForm = .numbered(cellWidth: cell)
            status = CellRectangle(row: row, column: width - statusWidth, height: 6, width: statusWidth)
        } else {
            let isNumbered = width >= 93 && height >= 30
            control = CellRectangle(row: row, column: 0, height: isNumbered ? 7 : 6, width: width)
            controlForm = isNumbered ? .numbered(cellWidth: 3) : .compact
            status = nil
        }
        row += control.height
        footer = CellRectangle(row: height - 1, column: 0, height: 1, width: width)
        let rest = height - row - (hasAir ? 2 : 1)
        let whole = CellRectangle(row: row, column: 0, height: rest, width: width)
        if isWide {
            let sideWidth = Self.between(
                Self.narrowestSide, arrangement.cells(.side, of: width, standard: 40 + (width - 120) * 44 / 80),
                width - Self.narrowestHits)
            var side = whole
            side.column = width - sideWidth
            side.width = sideWidth
            var main = whole
            main.width = width - sideWidth
            let (upper, lower) = side.split(
                lowerHeight: Self.between(
                    4, arrangement.cells(.lower, of: rest, standard: max(6, rest * 3 / 10)), rest - 6))
            let takesAll = focus == .output && rest < 24
            hits = main
            writers = takesAll ? nil : upper
            output = takesAll ? side : lower
            outputRoom = rest < 24 ? side : lower
        } else if rest >= 18 {
            let (upper, lower) = whole.split(
                lowerHeight: Self.between(4, arrangement.cells(.stacked, of: rest, standard: rest * 2 / 5), rest - 8))
            hits = focus == .writers ? nil : upper
            writers = focus == .writers ? upper : nil
            output = lower
            outputRoom = lower
        } else {
            hits = focus == .output || focus == .writers ? nil : whole
            writers = focus == .writers ? whole : nil
            output = focus == .output ? whole : nil
            outputRoom = whole
        }
    }

    private static let narrowestSide = 34
    private static let narrowestHits = 60

    private static func between(_ least: Int, _ value: Int, _ most: Int) -> Int { min(max(least, value), most) }

    /// Whether a pane shows more where it has more room: registers have as many bits on any screen.
    package static func canZoom(_ focus: Focus) -> Bool { focus != .control && focus != .status }

    /// One pane between the header and the footer; the slots as two rows of two.
    private init(width: Int, height: Int, zoomed focus: Focus) {
        let hasAir = height >= 36
        let row = hasAir ? 2 : 1
        let room = CellRectangle(row: row, column: 0, height: height - row - (hasAir ? 2 : 1), width: width)
        let nowhere = CellRectangle(row: row, column: 0, height: 0, width: 0)
        header = CellRectangle(row: 0, column: 0, height: 1, width: width)
        footer = CellRectangle(row: height - 1, column: 0, height: 1, width: width)
        if focus == .slots {
            let (upper, lower) = room.split(lowerHeight: room.height / 2)
            slots = .panes([upper, lower].flatMap { half in Self.halves(half) })
        } else {
            slots = .panes([])
        }
        control = nowhere
        controlForm = .compact
        status = nil
        hits = focus == .hits ? room : nil
        writers = focus == .writers ? room : nil
        output = focus == .output ? room : nil
        outputRoom =
            focus == .output
            ? room : ScreenLayout(width: width, height: height, focus: focus).map(\.outputRoom) ?? room
    }

    private static func halves(_ row: CellRectangle) -> [CellRectangle] {
        var (left, right) = (row, row)
        left.width = row.width / 2
        right.column = left.endColumn
        right.width = row.width - left.width
        return [left, right]
    }

    /// The border that can be moved at a cell.
    package func split(row: Int, column: Int) -> PaneArrangement.Split? {
        guard let hits else { return stackedSplit(upper: writers, row: row, column: column) }
        guard let side = writers ?? output, side.column == hits.endColumn else {
            return stackedSplit(upper: hits, row: row, column: column)
        }
        // A corner belongs to the border between the columns.
        if column == side.column || column == side.column - 1 {
            return row >= hits.row && row < hits.endRow ? .side : nil
        }
        guard let output, let writers, output.row == writers.endRow, column > side.column else { return nil }
        return row == output.row || row == output.row - 1 ? .lower : nil
    }

    private func stackedSplit(upper: CellRectangle?, row: Int, column: Int) -> PaneArrangement.Split? {
        guard let upper, let output, output.row == upper.endRow, output.width == upper.width else { return nil }
        return row == output.row || row == output.row - 1 ? .stacked : nil
    }

    /// Where a border goes when the mouse has drawn it to a cell: cells beyond it, of those on both sides.
    package func share(of split: PaneArrangement.Split, row: Int, column: Int) -> (cells: Int, whole: Int)? {
        switch split {
        case .side:
            let width = footer.width
            return (Self.between(Self.narrowestSide, width - column, width - Self.narrowestHits), width)
        case .lower:
            guard let output, let writers, output.row == writers.endRow else { return nil }
            let rest = output.endRow - writers.row
            return (Self.between(4, output.endRow - row, rest - 6), rest)
        case .stacked:
            guard let output, let upper = hits ?? writers, output.row == upper.endRow else { return nil }
            let rest = output.endRow - upper.row
            return (Self.between(4, output.endRow - row, rest - 8), rest)
        }
    }

    /// Rows of hits that are seen at once.
    package var hitRows: Int { max(1, (hits ?? writers ?? output).map { $0.height - 3 } ?? 1) }

    /// How the writers are shown in the room that they have; nil while they have none.
    package var writersForm: WritersForm? { writers.map { WritersForm(width: $0.width, height: $0.height) } }

    /// The room that the program's output has, wherever it is shown.
    package var outputSize: (columns: Int, rows: Int) {
        (max(1, outputRoom.width - 4), max(1, outputRoom.height - 2))
    }

    /// The pane at a cell, and the slot where it is one of theirs.
    package func target(row: Int, column: Int) -> (focus: Focus, slot: SlotIndex?)? {
        switch slots {
        case .panes(let panes):
            for (number, pane) in panes.enumerated() where pane.contains(row: row, column: column) {
                return (.slots, SlotIndex(number: number))
            }
        case .list(let pane):
            if pane.contains(row: row, column: column) { return (.slots, SlotIndex(number: row - pane.row - 1)) }
        }
        if control.contains(row: row, column: column) { return (.control, nil) }
        if status?.contains(row: row, column: column) == true { return (.status, nil) }
        if hits?.contains(row: row, column: column) == true { return (.hits, nil) }
        if writers?.contains(row: row, column: column) == true { return (.writers, nil) }
        if output?.contains(row: row, column: column) == true { return (.output, nil) }
        return nil
    }
}
