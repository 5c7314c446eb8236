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
