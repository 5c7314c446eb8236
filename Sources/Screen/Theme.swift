/// What every role looks like, at every depth of colour.
package struct Theme: Hashable, Sendable {
    package var name: String
    /// It is drawn with no more colours than these, whatever the terminal has.
    package var deepest: ColorDepth
    private var forms: [RoleForm]

    /// - Parameter forms: each role has one; `Configuration` says which are missing before it gets here.
    package init?(name: String, forms: [Role: RoleForm], deepest: ColorDepth = .truecolor) {
        guard Role.allCases.allSatisfy({ forms[$0] != nil }) else { return nil }
        self.name = name
        self.deepest = deepest
        self.forms = Role.allCases.compactMap { forms[$0] }
    }

    package subscript(role: Role) -> RoleForm {
        get { forms[role.rawValue] }
        set { forms[role.rawValue] = newValue }
    }

    /// Whether text is darker than its ground; nil where the ground is the terminal's own.
    package var isLight: Bool? {
        guard deepest > .sixteen, let ground = self[.background].color, let text = self[.text].color else { return nil }
        return text.lightness < ground.lightness
    }

    /// No colour at all: emphasis alone. What is left when no theme can be read.
    package static let plain: Theme = {
        var forms: [Role: RoleForm] = [:]
        for role in Role.allCases { forms[role] = RoleForm(color: nil, basic: nil, monochrome: plainAttributes(role)) }
        return Theme(name: "plain", forms: forms)!
    }()

    private static func plainAttributes(_ role: Role) -> CellStyle.Attributes {
        switch role {
        case .selection: .reverse
        case .dim, .faint, .border, .oldValue: .dim
        case .borderFocused, .bright, .newValue, .accent, .key, .error, .warning: .bold
        default: []
        }
    }
}
