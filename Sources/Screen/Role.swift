package import DebugRegisters

/// What a colour stands for. A theme gives each role a form for every depth of colour.
package enum Role: Int, Hashable, Sendable, CaseIterable {
    // Grounds
    case background, overlay, selection
    // Text
    case text, bright, dim, title, accent, key
    // Lines
    case faint, border, borderFocused
    // Slots
    case slot0, slot1, slot2, slot3
    // Values and states
    case oldValue, newValue, ok, warning, error

    /// A ground that text stands on; the others are text and lines.
    package var isGround: Bool { self == .background || self == .overlay || self == .selection }
    /// Has to be read, so that its contrast counts.
    package var isText: Bool { !isGround && self != .faint && self != .border }

    package init(_ slot: SlotIndex) {
        self =
            switch slot {
            case .dr0: .slot0
            case .dr1: .slot1
            case .dr2: .slot2
            case .dr3: .slot3
            }
    }
}

/// A role on a ground, with emphasis: what a pane asks for.
package struct Style: Hashable, Sendable {
    package var role: Role
    package var ground: Role
    package var attributes: CellStyle.Attributes

    package init(_ role: Role, on ground: Role = .background, _ attributes: CellStyle.Attributes = []) {
        self.role = role
        self.ground = ground
        self.attributes = attributes
    }

    package static let text = Style(.text)
    package static let dim = Style(.dim)
    package static let strong = Style(.text, .bold)
    package static let key = Style(.key, .bold)

    package func on(_ ground: Role) -> Style { Style(role, on: ground, attributes) }
    package func with(_ more: CellStyle.Attributes) -> Style { Style(role, on: ground, attributes.union(more)) }
}
