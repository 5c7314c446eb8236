/// Whether the file of a project is read: what it would set, and all that stands in it.
package struct ProjectQuestion: Hashable, Sendable {
    package enum Answer: Hashable, Sendable {
        /// This time; the next start asks again.
        case once
        case always
        case never
        /// Not this time; the next start asks again.
        case notNow
    }

    /// A line of what there is to read.
    package enum Line: Hashable, Sendable {
        case heading(String)
        case setting(String)
        case problem(String)
        case text(String)
        case gap
    }

    package let path: String
    package let lines: [Line]
    package private(set) var width = 80
    package private(set) var height = 24
    package private(set) var firstLine = 0

    /// Lines of the screen that are not the list's: the head, the border, and the answers.
    package static let frameLines = 8

    package init(path: String, settings: [String], problems: [String], text: [String]) {
        self.path = path
        var lines: [Line] = [.heading("It would set")]
        lines += settings.isEmpty ? [.text("nothing")] : settings.map(Line.setting)
        if !problems.isEmpty { lines += [.gap, .heading("It would not be heard with")] + problems.map(Line.problem) }
        lines += [.gap, .heading("The file")] + text.map(Line.text)
        self.lines = lines
    }

    package var rows: Int { max(1, height - Self.frameLines) }

    package mutating func resize(width: Int, height: Int) {
        self.width = width
        self.height = height
        scroll(by: 0)
    }

    package mutating func scroll(by count: Int) {
        firstLine = min(max(0, firstLine + count), max(0, lines.count - rows))
    }

    /// - Returns: the answer, when the key gives one.
    package mutating func press(_ key: KeyPress) -> Answer? {
        switch key {
        case .character("y"), .character("Y"): return .once
        case .character("a"), .character("A"): return .always
        case .character("n"), .character("N"): return .never
        case .escape, .character("q"), .control("c"): return .notNow
        case .up: scroll(by: -1)
        case .down: scroll(by: 1)
        case .pageUp: scroll(by: -rows)
        case .pageDown: scroll(by: rows)
        case .home: scroll(by: -lines.count)
        case .end: scroll(by: lines.count)
        default: break
        }
        return nil
    }
}
