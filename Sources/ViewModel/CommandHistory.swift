/// The lines typed at `:`, and where in them one is.
package struct CommandHistory: Hashable, Sendable {
    package static let limit = 500

    /// The oldest first.
    package private(set) var lines: [String]
    /// The line shown, and what was typed before the first look back.
    private var browsing: Browsing?

    private struct Browsing: Hashable, Sendable {
        var index: Int
        var typed: String
    }

    package init(_ lines: [String] = []) { self.lines = Array(lines.suffix(Self.limit)) }

    /// A line was handed in.
    mutating func add(_ line: String) {
        browsing = nil
        let line = line.split(separator: " ", omittingEmptySubsequences: false).joined(separator: " ")
        guard line.contains(where: { $0 != " " }) else { return }
        lines.removeAll { $0 == line }
        lines.append(line)
        if lines.count > Self.limit { lines.removeFirst() }
    }

    /// What is shown is typed now.
    mutating func stopBrowsing() { browsing = nil }

    /// The line before that begins as what was typed; nil when there is none.
    mutating func older(than shown: String) -> String? {
        let start = browsing ?? Browsing(index: lines.count, typed: shown)
        guard let index = lines[..<start.index].lastIndex(where: { $0.hasPrefix(start.typed) }) else { return nil }
        browsing = Browsing(index: index, typed: start.typed)
        return lines[index]
    }

    /// The line after; what was typed comes back behind the newest one.
    mutating func newer() -> String? {
        guard let browsing else { return nil }
        guard let index = lines[(browsing.index + 1)...].firstIndex(where: { $0.hasPrefix(browsing.typed) }) else {
            self.browsing = nil
            return browsing.typed
        }
        self.browsing?.index = index
        return lines[index]
    }
}
