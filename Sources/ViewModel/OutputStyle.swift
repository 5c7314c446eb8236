/// Colours and attributes that a program gave its text.
package struct OutputStyle: Hashable, Sendable {
    package var foreground = OutputColor.standard
    package var background = OutputColor.standard
    package var attributes: Attributes = []

    package init() {}

    package struct Attributes: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let bold = Attributes(rawValue: 1)
        package static let dim = Attributes(rawValue: 2)
        package static let underline = Attributes(rawValue: 4)
        package static let reverse = Attributes(rawValue: 8)
    }

    /// What is erased keeps the ground alone.
    var erased: OutputStyle {
        var style = OutputStyle()
        style.background = background
        return style
    }
}

// MARK: SGR

extension OutputStyle {
    /// Select Graphic Rendition (ECMA-48 8.3.117; the colours as xterm's ctlseqs has them).
    ///
    /// - Parameter groups: the parameters between semicolons, each with its parts between colons; a missing one is 0.
    mutating func apply(_ groups: [[Int]]) {
        var index = 0
        while index < groups.count {
            let group = groups[index]
            index += 1
            switch group[0] {
            case 38, 48, 58:
                let color =
                    group.count > 1 ? Self.color(parts: group) : Self.color(following: groups, at: &index)
                // 58 is the colour of the underline.
                if let color, group[0] == 38 { foreground = color }
                if let color, group[0] == 48 { background = color }
            case 4 where group.count > 1:
                if group[1] == 0 { attributes.remove(.underline) } else { attributes.insert(.underline) }
            default: apply(group[0])
            }
        }
    }

    private mutating func apply(_ code: Int) {
        switch code {
        case 0: self = OutputStyle()
        case 1: attributes.insert(.bold)
        case 2: attributes.insert(.dim)
        case 4, 21: attributes.insert(.underline)
        case 7: attributes.insert(.reverse)
        case 22: attributes.subtract([.bold, .dim])
        case 24: attributes.remove(.underline)
        case 27: attributes.remove(.reverse)
        case 30...37: foreground = .indexed(UInt8(code - 30))
        case 39: foreground = .standard
        case 40...47: background = .indexed(UInt8(code - 40))
        case 49: background = .standard
        case 90...97: foreground = .indexed(UInt8(code - 82))
        case 100...107: background = .indexed(UInt8(code - 92))
        default: break
        }
    }

    /// `38:5:n`, `38:2:r:g:b` and, with the colour space that the standard puts first, `38:2::r:g:b`.
    private static func color(parts: [Int]) -> OutputColor? {
        switch parts[1] {
        case 5 where parts.count > 2: index(parts[2])
        case 2 where parts.count > 5: rgb(parts[3], parts[4], parts[5])
        case 2 where parts.count > 4: rgb(parts[2], parts[3], parts[4])
        default: nil
        }
    }

    /// `38;5;n` and `38;2;r;g;b`.
    private static func color(following groups: [[Int]], at index: inout Int) -> OutputColor? {
        guard index < groups.count else { return nil }
        let count = groups[index][0] == 5 ? 1 : groups[index][0] == 2 ? 3 : 0
        let values = groups[(index + 1)...].prefix(count).map { $0[0] }
        index += 1 + values.count
        guard count > 0, values.count == count else { return nil }
        return count == 1 ? self.index(values[0]) : rgb(values[0], values[1], values[2])
    }

    private static func index(_ value: Int) -> OutputColor? { UInt8(exactly: value).map { .indexed($0) } }

    private static func rgb(_ red: Int, _ green: Int, _ blue: Int) -> OutputColor? {
        guard let red = UInt8(exactly: red), let green = UInt8(exactly: green), let blue = UInt8(exactly: blue) else {
            return nil
        }
        return .rgb(red: red, green: green, blue: blue)
    }
}
