/// A rectangle of styled cells: what a screen shows, as a value.
package struct Frame: Hashable, Sendable {
    package let width: Int
    package let height: Int
    /// Row by row; a wide character is followed by a `.continuation` cell.
    package private(set) var cells: [Cell]
    /// Where the terminal's cursor stands; nil hides it.
    package var cursor: Position?

    package init(width: Int, height: Int, fill: Cell = .blank) {
        self.width = max(0, width)
        self.height = max(0, height)
        cells = Array(repeating: fill, count: self.width * self.height)
    }

    /// A frame in the memory of one that is done with, where it has the same size: blocks as large come from the system
    /// and go back to it, which costs as much as drawing.
    init(width: Int, height: Int, fill: Cell, reusing spare: inout Frame?) {
        guard spare?.width == width, spare?.height == height else {
            self.init(width: width, height: height, fill: fill)
            return
        }
        self = spare!
        // The memory has one holder from here on.
        spare = nil
        cursor = nil
        cells.withUnsafeMutableBufferPointer { $0.update(repeating: fill) }
    }

    package subscript(row: Int, column: Int) -> Cell {
        get { cells[row * width + column] }
        set { cells[row * width + column] = newValue }
    }

    /// The columns of a row, up to `width`, from the first to the last that differs from a row of another frame of the
    /// same size; nil where none does.
    package func difference(row: Int, from other: Frame, width: Int) -> ClosedRange<Int>? {
        let start = row * self.width
        return cells.withUnsafeBufferPointer { own in
            other.cells.withUnsafeBufferPointer { others in
                var first = 0
                while first < width, own[start + first] == others[start + first] { first += 1 }
                guard first < width else { return nil }
                var last = width - 1
                while own[start + last] == others[start + last] { last -= 1 }
                return first...last
            }
        }
    }
}

package struct Position: Hashable, Sendable {
    package var row: Int
    package var column: Int
    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

/// Colours and attributes of a cell, already resolved from roles by the theme for the terminal's colour depth.
package struct CellStyle: Hashable, Sendable {
    package var foreground: TerminalColor
    package var background: TerminalColor
    package var attributes: Attributes

    package init(
        foreground: TerminalColor = .standard, background: TerminalColor = .standard, attributes: Attributes = []
    ) {
        self.foreground = foreground
        self.background = background
        self.attributes = attributes
    }

    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let bold = Attributes(rawValue: 1)
        package static let dim = Attributes(rawValue: 2)
        package static let underline = Attributes(rawValue: 4)
        package static let reverse = Attributes(rawValue: 8)
    }
}

package enum TerminalColor: Hashable, Sendable {
    /// The terminal's own.
    case standard
    /// An index into the terminal's palette, 0…255.
    case indexed(UInt8)
    case rgb(red: UInt8, green: UInt8, blue: UInt8)
}

/// How many colours a terminal has.
package enum ColorDepth: Int, Hashable, Sendable, CaseIterable, Comparable {
    case monochrome = 0
    case eight = 8
    case sixteen = 16
    case indexed256 = 256
    case truecolor = 16_777_216
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
