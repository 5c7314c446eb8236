import Screen

/// A frame for people who have no screen: its characters, without the blanks at the ends of lines.
enum PlainFrame {
    static func text(_ frame: Frame) -> String {
        AnsiDump.plain(frame).map { line in
            String(line[..<(line.lastIndex { $0 != " " }.map { line.index(after: $0) } ?? line.startIndex)])
        }
        .joined(separator: "\n")
    }
}
