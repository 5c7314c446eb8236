/// One character position.
///
/// Four words without a reference: a frame of thousands is made, compared and thrown away sixty times a second.
package struct Cell: Hashable, Sendable {
    /// A scalar's value, or the number of a character of several (`CellClusters`).
    private var code: UInt32
    private var foreground: UInt32
    private var background: UInt32
    private var attributes: UInt32

    package init(_ character: Character, _ style: CellStyle) {
        self.init(code: CellClusters.code(of: character), style)
    }

    /// - Parameter scalar: a character by itself.
    package init(scalar: Unicode.Scalar, _ style: CellStyle) { self.init(code: scalar.value, style) }

    private init(code: UInt32, _ style: CellStyle) {
        self.code = code
        foreground = style.foreground.packed
        background = style.background.packed
        attributes = UInt32(style.attributes.rawValue)
    }

    package static let blank = Cell(scalar: " ", CellStyle())

    /// One printable character of the terminal's (never a control character); the second half of a wide one is NUL.
    package var character: Character {
        get { scalar.map { Character($0) } ?? CellClusters.character(of: code) }
        set { code = CellClusters.code(of: newValue) }
    }

    /// The character where it is one of a single scalar.
    package var scalar: Unicode.Scalar? { Unicode.Scalar(code) }

    /// The second half of a wide character.
    package var isContinuation: Bool { code == 0 }

    package var style: CellStyle {
        get {
            CellStyle(
                foreground: TerminalColor(packed: foreground), background: TerminalColor(packed: background),
                attributes: CellStyle.Attributes(rawValue: UInt8(truncatingIfNeeded: attributes)))
        }
        set { self = Cell(code: code, newValue) }
    }

    /// Nothing but its ground is seen.
    package var isBlank: Bool {
        code == 0x20
            && attributes & UInt32(CellStyle.Attributes([.underline, .reverse]).rawValue) == 0
    }

    /// Whether nothing but the ground of a blank is seen in this cell's style.
    package func grounds(_ blank: Cell) -> Bool {
        background == blank.background
            && attributes & UInt32(CellStyle.Attributes([.underline, .reverse]).rawValue) == 0
    }

    /// Whether colours and attributes are those of another cell.
    package func isStyled(as other: Cell) -> Bool {
        foreground == other.foreground && background == other.background && attributes == other.attributes
    }
}

extension TerminalColor {
    /// The kind in the highest byte, the colour in the others.
    fileprivate var packed: UInt32 {
        switch self {
        case .standard: 0
        case .indexed(let index): 1 << 24 | UInt32(index)
        case .rgb(let red, let green, let blue): 2 << 24 | UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
        }
    }

    fileprivate init(packed: UInt32) {
        func byte(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: packed >> shift) }
        switch packed >> 24 {
        case 1: self = .indexed(byte(0))
        case 2: self = .rgb(red: byte(16), green: byte(8), blue: byte(0))
        default: self = .standard
        }
    }
}
