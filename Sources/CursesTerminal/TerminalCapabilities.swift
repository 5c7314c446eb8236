package import Screen

/// What a terminal can show.
package struct TerminalCapabilities: Hashable, Sendable {
    package var colorDepth: ColorDepth
    /// Whether the locale's character set is UTF-8, so that box drawing and other scripts can be shown.
    package var unicode: Bool

    package init(colorDepth: ColorDepth, unicode: Bool) {
        self.colorDepth = colorDepth
        self.unicode = unicode
    }
}

extension ColorDepth {
    /// The depth of a terminal.
    ///
    /// `COLORTERM` is believed only where terminfo knows 256 colours as well: GNU screen hands down the variable of the
    /// terminal around it, and shows 24-bit colours as something else.
    /// - Parameters:
    ///   - terminfoColors: terminfo's `colors`; negative or 0 where there are none.
    ///   - directColor: whether the entry has one of the extensions `RGB` and `Tc`.
    package static func detected(
        choice: ColorChoice, terminfoColors: Int, directColor: Bool, environment: [String: String]
    ) -> ColorDepth {
        if choice == .never { return .monochrome }
        if choice == .auto, environment["NO_COLOR"].map({ !$0.isEmpty }) ?? false { return .monochrome }
        let insideScreen = environment["STY"] != nil && environment["TMUX"] == nil
        let announced = environment["COLORTERM"].map { $0 == "truecolor" || $0 == "24bit" } ?? false
        switch terminfoColors {
        case ..<8: return .monochrome
        case _ where directColor: return .truecolor
        case 256...: return announced && !insideScreen ? .truecolor : .indexed256
        case 16...: return .sixteen
        default: return .eight
        }
    }
}
