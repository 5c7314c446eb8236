import ProgramModel
import Session

/// The messages, and what is said of a pane.
extension AppState {
    /// What a box of text shows; nil while none is open.
    package var textPage: TextPage? {
        switch modal {
        case .messages: messagePage
        case .guide(let focus, _): guidePage(focus)
        default: nil
        }
    }

    /// Opened at its end: the newest is what was missed.
    mutating func openMessages() { modal = .messages(firstLine: messagePage.lastFirstLine) }

    mutating func openGuide() { modal = .guide(focus, firstLine: 0) }

    mutating func moveText(_ movement: Action.Movement) {
        guard let page = textPage else { return }
        switch modal {
        case .messages(let line):
            let first = min(line, page.lastFirstLine)
            modal = .messages(firstLine: scrolled(first, by: movement, page: page.rows, end: page.lines.count))
        case .guide(let focus, let line):
            let first = min(line, page.lastFirstLine)
            modal = .guide(focus, firstLine: scrolled(first, by: movement, page: page.rows, end: page.lines.count))
        default: break
        }
    }

    // MARK: Messages

    private var messagePage: TextPage {
        let width = TextPage.textWidth(self.width) - Self.messageIndent
        var lines: [TextPage.Line] = []
        for message in messages.messages {
            let words = DisplayText.sanitized(message.notice.text) + (message.count > 1 ? " (×\(message.count))" : "")
            for (index, line) in WordWrap.lines(words, width: width).enumerated() {
                lines.append(
                    .message(time: index == 0 ? Self.clock(message.time) : "", message.notice.severity, line))
            }
        }
        if lines.isEmpty { lines = [.text("nothing was said yet")] }
        return TextPage(title: "Messages", lines: lines, width: self.width, height: height)
    }

    /// Columns before a message's text: its time and its sign.
    package static let messageIndent = 13

    /// `00:01:02.3`.
    private static func clock(_ nanoseconds: UInt64) -> String {
        let tenths = nanoseconds / 100_000_000
        func two(_ value: UInt64) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(two(tenths / 36000)):\(two(tenths / 600 % 60)):\(two(tenths / 10 % 60)).\(tenths % 10)"
    }

    // MARK: What a pane is

    private func guidePage(_ focus: Focus) -> TextPage {
        let width = TextPage.textWidth(self.width)
        let guide = PaneGuide.of(focus)
        var lines: [TextPage.Line] = []
        for (index, part) in guide.parts.enumerated() {
            if index > 0 { lines.append(.blank) }
            lines.append(.heading(part.heading))
            for paragraph in part.paragraphs {
                lines += WordWrap.lines(paragraph, width: width).map { .text($0) }
            }
        }
        lines += [.blank, .heading("Its keys")]
        let context = KeyContext(focus)
        var seen: [String] = []
        for binding in keys.bindings where binding.contexts.contains(context) && isOwn(binding, of: focus) {
            let names = binding.keys.map(\.name).joined(separator: ", ")
            if seen.last == binding.help, case .entry(let before, let text)? = lines.last {
                lines[lines.count - 1] = .entry(before + " " + names, text)
            } else {
                lines.append(.entry(names, binding.help))
                seen.append(binding.help)
            }
        }
        return TextPage(title: guide.title, lines: lines, width: self.width, height: height)
    }

    /// Keys that mean something for this pane: those of few panes, and those that its subject is changed with.
    private func isOwn(_ binding: KeyBinding, of focus: Focus) -> Bool {
        if binding.contexts.isDisjoint(with: [.slots, .control, .status, .hits, .writers, .output])
            || binding.contexts.count <= 3
        {
            return true
        }
        return PaneGuide.of(focus).actions.contains(binding.action)
    }
}
