import ViewModel

/// The styles of a program's output in the theme and at the depth of colour that the screen has.
///
/// On the theme's ground a program's colour is moved towards the theme's text until it can be read; a ground of the
/// program's own stays as it is, and so do blocks, which are painted and not read.
struct OutputPalette {
    private let styles: StyleTable
    private let plain: CellStyle
    private var known: [Key: CellStyle] = [:]

    private struct Key: Hashable {
        var style: OutputStyle
        var isPainted: Bool
    }

    init(_ styles: StyleTable) {
        self.styles = styles
        plain = styles[.text]
    }

    subscript(style: OutputStyle, for character: Character) -> CellStyle {
        mutating get {
            let isPainted = character.unicodeScalars.first.map { (0x2580...0x259F).contains($0.value) } ?? false
            let key = Key(style: style, isPainted: isPainted)
            if let found = known[key] { return found }
            let made = resolve(key)
            known[key] = made
            return made
        }
    }

    private func resolve(_ key: Key) -> CellStyle {
        let style = key.style
        var cell = plain
        cell.attributes.formUnion(CellStyle.Attributes(rawValue: style.attributes.rawValue))
        switch styles.depth {
        case .monochrome: break
        case .eight, .sixteen: resolveBasic(style, &cell)
        case .indexed256, .truecolor: resolveFull(style, isPainted: key.isPainted, &cell)
        }
        return cell
    }

    // MARK: 8 and 16 colours

    private func resolveBasic(_ style: OutputStyle, _ cell: inout CellStyle) {
        if let index = Self.basic(style.background) {
            cell.background = .indexed(styles.depth == .eight ? index & 7 : index)
            if style.foreground == .standard, cell.foreground == cell.background { cell.foreground = .standard }
        }
        guard let index = Self.basic(style.foreground) else { return }
        switch (styles.depth, index) {
        // Bright black would vanish.
        case (.eight, 8):
            cell.foreground = .standard
            cell.attributes.insert(.dim)
        case (.eight, 9...):
            cell.foreground = .indexed(index - 8)
            cell.attributes.insert(.bold)
        default: cell.foreground = .indexed(index)
        }
        if style.background == .standard, cell.foreground == cell.background { cell.foreground = plain.foreground }
    }

    private static func basic(_ color: OutputColor) -> UInt8? {
        switch color {
        case .standard: nil
        case .indexed(let index) where index < 16: index
        default:
            value(color).flatMap { wanted in
                (UInt8(0)..<16).min {
                    wanted.distance(to: standard16[Int($0)]) < wanted.distance(to: standard16[Int($1)])
                }
            }
        }
    }

    // MARK: 256 colours and more

    private func resolveFull(_ style: OutputStyle, isPainted: Bool, _ cell: inout CellStyle) {
        let ownGround = Self.value(style.background)
        if let ownGround { cell.background = terminal(style.background, as: ownGround) }
        guard let ground = ownGround ?? styles.ground else {
            // The terminal's own ground: its palette goes with it.
            if let color = Self.value(style.foreground) { cell.foreground = terminal(style.foreground, as: color) }
            return
        }
        guard let color = Self.value(style.foreground) else {
            guard ownGround != nil else { return }
            let text = styles.text ?? Self.farthest(from: ground)
            cell.foreground = terminal(text.isReadable(on: ground) ? text : Self.farthest(from: ground))
            return
        }
        let readable = ownGround == nil && !isPainted ? color.readable(on: ground, towards: styles.text) : color
        cell.foreground = readable == color ? terminal(style.foreground, as: color) : terminal(readable)
    }

    private static func farthest(from ground: ColorValue) -> ColorValue {
        let (black, white) = (ColorValue(red: 0, green: 0, blue: 0), ColorValue(red: 255, green: 255, blue: 255))
        return black.contrast(with: ground) > white.contrast(with: ground) ? black : white
    }

    /// The colour as the program named it, where the terminal means the same by it.
    private func terminal(_ color: OutputColor, as value: ColorValue) -> TerminalColor {
        if case .indexed(let index) = color, index >= 16 || styles.ground == nil { return .indexed(index) }
        return terminal(value)
    }

    private func terminal(_ value: ColorValue) -> TerminalColor {
        styles.depth == .truecolor
            ? .rgb(red: value.red, green: value.green, blue: value.blue) : .indexed(value.nearestIndex)
    }

    private static func value(_ color: OutputColor) -> ColorValue? {
        switch color {
        case .standard: nil
        case .indexed(let index) where index < 16: standard16[Int(index)]
        case .indexed(let index): ColorValue.fixed(index)
        case .rgb(let red, let green, let blue): ColorValue(red: red, green: green, blue: blue)
        }
    }

    /// Tango's: quieter than xterm's own.
    private static let standard16: [ColorValue] = [
        (0x2E, 0x34, 0x36), (0xCC, 0x00, 0x00), (0x4E, 0x9A, 0x06), (0xC4, 0xA0, 0x00), (0x34, 0x65, 0xA4),
        (0x75, 0x50, 0x7B), (0x06, 0x98, 0x9A), (0xD3, 0xD7, 0xCF), (0x55, 0x57, 0x53), (0xEF, 0x29, 0x29),
        (0x8A, 0xE2, 0x34), (0xFC, 0xE9, 0x4F), (0x72, 0x9F, 0xCF), (0xAD, 0x7F, 0xA8), (0x34, 0xE2, 0xE2),
        (0xEE, 0xEE, 0xEC),
    ].map { ColorValue(red: $0.0, green: $0.1, blue: $0.2) }
}
