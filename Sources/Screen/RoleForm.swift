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
