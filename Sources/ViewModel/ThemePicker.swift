/// The list of themes to choose from; the screen shows the chosen one at once.
package struct ThemePicker: Hashable, Sendable {
    /// To which Escape returns.
    package let former: String
    /// The one under the cursor.
    package var selected: String

    package init(former: String, selected: String) {
        self.former = former
        self.selected = selected
    }
}
