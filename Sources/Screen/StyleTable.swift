/// The theme resolved for a depth of colour: styles of roles to styles of cells.
struct StyleTable: Hashable, Sendable {
    private var foregrounds: [TerminalColor] = []
    private var backgrounds: [TerminalColor] = []
    /// What a role adds as text, and as a ground.
    private var textAttributes: [CellStyle.Attributes] = []
    private var groundAttributes: [CellStyle.Attributes] = []
    let depth: ColorDepth
    /// The theme's text and ground, where they are no colours of the terminal's own.
    let text: ColorValue?
    let ground: ColorValue?

    init(theme: Theme, depth: ColorDepth) {
        let depth = min(depth, theme.deepest)
        self.depth = depth
        text = theme[.text].color
        ground = theme[.background].color
        for role in Role.allCases {
            let form = theme[role]
            var (foreground, background) = (TerminalColor.standard, TerminalColor.standard)
            var (asText, asGround): (CellStyle.Attributes, CellStyle.Attributes) = ([], [])
            switch depth {
            case .monochrome: (asText, asGround) = (form.monochrome, form.monochrome)
            case .eight:
                // The bright half is bold; bright black would vanish, and is the dim text of the terminal's own colour.
                switch form.basic {
                case 8?: asText = .dim
                case let index? where index > 8:
                    foreground = .indexed(index - 8)
                    asText = .bold
                case let index?: foreground = .indexed(index)
                case nil: break
                }
                if let index = form.basic { background = .indexed(index & 7) }
            case .sixteen:
                if let index = form.basic { (foreground, background) = (.indexed(index), .indexed(index)) }
            case .indexed256:
                if let index = form.color?.nearestIndex {
                    (foreground, background) = (.indexed(index), .indexed(index))
                }
            case .truecolor:
                if let color = form.color {
                    foreground = .rgb(red: color.red, green: color.green, blue: color.blue)
                    background = foreground
                }
            }
            foregrounds.append(foreground)
            backgrounds.append(background)
            textAttributes.append(asText)
            groundAttributes.append(asGround)
        }
    }

    subscript(style: Style) -> CellStyle {
        // On the selection the quiet roles would sink.
        let isQuiet = style.role == .dim || style.role == .oldValue || style.role == .faint
        let role = style.ground == .selection && isQuiet ? Role.title : style.role
        return CellStyle(
            foreground: foregrounds[role.rawValue], background: backgrounds[style.ground.rawValue],
            attributes: style.attributes.union(textAttributes[role.rawValue])
                .union(groundAttributes[style.ground.rawValue]))
    }
}
