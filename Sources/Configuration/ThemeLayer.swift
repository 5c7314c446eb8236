import Screen

/// What one file says of a theme. What it leaves out comes from the theme that it inherits.
struct ThemeLayer {
    struct Parent {
        var name: String
        var position: TOMLPosition
    }

    enum BasicColor {
        case terminals
        /// 0…15.
        case indexed(UInt8)
    }

    /// A role as far as it is written. A colour stays a name until every palette is known.
    struct Part {
        var color: String?
        var basic: BasicColor?
        var monochrome: CellStyle.Attributes?
        var position: TOMLPosition
    }

    var name: String?
    var parent: Parent?
    var depth: ColorDepth?
    var palette: [String: ColorValue] = [:]
    /// Names of the palette whose colour could not be read; they are told once.
    var brokenNames: Set<String> = []
    var roles: [Role: Part] = [:]
    /// Where the roles begin.
    var rolesPosition = TOMLPosition.start
    /// Its roles could be read, be some of them wrong.
    var isReadable = true
    var problems: [ConfigurationProblem] = []
}
