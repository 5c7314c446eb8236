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
