/// What every role looks like, at every depth of colour.
package struct Theme: Hashable, Sendable {
    package var name: String
    private var forms: [RoleForm]

    /// - Parameter forms: each role has one; `Configuration` says which are missing before it gets here.
    package init?(name: String, forms: [Role: RoleForm]) {
        guard Role.allCases.allSatisfy({ forms[$0] != nil }) else { return nil }
        self.name = name
        self.forms = Role.allCases.compactMap { forms[$0] }
    }

    package subscript(role: Role) -> RoleForm {
        get { forms[role.rawValue] }
        set { forms[role.rawValue] = newValue }
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

/// One role's form for each depth.
package struct RoleForm: Hashable, Sendable {
    /// For truecolor, and for 256 colours the nearest of 16–255; nil is the terminal's own.
    package var color: ColorValue?
    /// For 16 colours, 0…15: chosen, never the nearest. nil is the terminal's own.
    package var basic: UInt8?
    /// What stands for it where there is no colour.
    package var monochrome: CellStyle.Attributes

    package init(color: ColorValue?, basic: UInt8?, monochrome: CellStyle.Attributes) {
        self.color = color
        self.basic = basic
        self.monochrome = monochrome
    }
}
