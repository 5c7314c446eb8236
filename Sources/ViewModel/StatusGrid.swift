import DebugRegisters

/// Where DR6's bits stand in its pane: the slots in a line, the others below.
package struct StatusGrid: Hashable, Sendable {
    package struct Place: Hashable, Sendable {
        package let bit: Int
        package let row: Int
        package let column: Int
    }

    /// On the screen, in the order of `AppState.statusBits`.
    package let places: [Place]
    /// All others have a line, which leaves two for the explanation.
    package let isWide: Bool

    package init(_ area: CellRectangle) {
        let (left, width) = (area.column + 2, area.width - 4)
        let step = (width + 1) / 4
        isWide = width >= 40
        var places = SlotIndex.allCases.map {
            Place(bit: $0.number, row: area.row + 1, column: left + $0.number * step)
        }
        let others = Array(AppState.statusBits.dropFirst(4))
        if isWide {
            for (index, bit) in others.enumerated() {
                places.append(Place(bit: bit, row: area.row + 2, column: left + index * (width / 5)))
            }
        } else {
            for (index, bit) in others.prefix(3).enumerated() {
                places.append(Place(bit: bit, row: area.row + 2, column: left + index * step))
            }
            for (index, bit) in others.suffix(2).enumerated() {
                places.append(Place(bit: bit, row: area.row + 3, column: left + index * 2 * step))
            }
        }
        self.places = places
    }

    /// The bit whose name or sign is at a cell.
    package func bit(row: Int, column: Int) -> Int? {
        places.last { $0.row == row && $0.column <= column && column <= $0.column + 4 }?.bit
    }
}
