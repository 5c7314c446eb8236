import DebugRegisters
import HitRules
import ProgramModel
package import Session
import Tracing
package import ViewModel
import WatchSlots

/// What `y` copies, as text: the hit's line, the watch as `-w` takes it, the register's value, the detail, what the
/// program wrote last.
package struct CopyText: Hashable, Sendable {
    /// Bytes of text at most: terminals refuse a sequence of more than 100 000 bytes, and base64 makes four of three.
    package static let limit = 74_000

    package let text: String
    /// What is said about it.
    package let notice: Notice

    /// - Parameter isInsideTmux: tmux decides whether its terminal gets it.
    package init(_ state: AppState, isUnicode: Bool = true, isInsideTmux: Bool = false) {
        let (text, what) = Self.subject(of: state, isUnicode: isUnicode)
        let size = text.utf8.count
        guard size > 0 else {
            self.text = ""
            notice = Notice(.warning, "nothing to copy here")
            return
        }
        var cut = text
        if size > Self.limit {
            var end = text.utf8.index(text.utf8.startIndex, offsetBy: Self.limit)
            while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
                end = text.utf8.index(before: end)
            }
            cut = String(text[..<end])
        }
        self.text = cut
        let tmux = isInsideTmux ? "; tmux passes it on with set-clipboard or allow-passthrough on" : ""
        notice =
            size > Self.limit
            ? Notice(
                .warning,
                "copied \(what), cut: the first \(Numbers.grouped(UInt64(cut.utf8.count))) of "
                    + "\(Numbers.grouped(UInt64(size))) bytes, which is what terminals take\(tmux)")
            : Notice(.information, "copied \(what): \(Self.shortened(cut))\(tmux)")
    }

    /// The first line, as far as a notice has room for it.
    private static func shortened(_ text: String) -> String {
        let line = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? ""
        let trimmed = String(line.drop { $0 == " " })
        return trimmed.count > 48 || line.count < text.count ? trimmed.prefix(47) + "…" : trimmed
    }

    private static func subject(of state: AppState, isUnicode: Bool) -> (text: String, what: String) {
        if let page = state.detailPage { return (detail(page, isUnicode: isUnicode), "the detail") }
        switch state.focus {
        case .slots:
            let watch = state.board.assignment(of: state.selectedSlot)?.watch
            return (watch?.spec.written ?? "", "the watch")
        case .control: return (Numbers.register(state.board.control.rawValue), "DR7")
        case .status: return (Numbers.register((state.shownStatus ?? .cleared).rawValue), "DR6")
        case .hits: return (state.currentHit.map { line(state.hits[$0], in: state) } ?? "", "the hit")
        case .writers: return (writers(in: state), "the writers")
        case .output: return (output(of: state), "the output")
        }
    }

    /// A hit in one line.
    static func line(_ hit: Hit, in state: AppState) -> String {
        let text = HitText(hit, in: state, valueWidth: 200)
        let values = [text.replaced, text.new].compactMap { $0 }.joined(separator: " → ")
        let name = state.watch(of: hit).map { DisplayText.sanitized($0.expression) }
        let parts = [
            "#\(hit.trap)", Numbers.seconds(hit.record.time) + " s", hit.slot.description, name ?? "", "tid \(hit.tid)",
            text.access, values, text.function + text.functionOffset, text.source,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// A line a writer.
    private static func writers(in state: AppState) -> String {
        state.writerRows.map { row in
            let text = WriterText(row, in: state, valueWidth: 60)
            let slots = text.slots.map(\.description).joined(separator: ",")
            return ["\(row.count)", slots, text.label + text.offset, text.source, text.value]
                .filter { !$0.isEmpty }.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func output(of state: AppState) -> String {
        (0..<state.output.lineCount).map { state.output[$0] }.joined(separator: "\n")
    }

    /// The lines of a detail as they are drawn, all of them.
    private static func detail(_ page: DetailPage, isUnicode: Bool) -> String {
        var canvas = Canvas(
            width: page.layout.width, height: max(1, page.lines.count),
            styles: StyleTable(theme: .plain, depth: .monochrome), isUnicode: isUnicode)
        let values = ValueColumns(page)
        for (row, line) in page.lines.enumerated() {
            if let right = line.right, let columns = page.layout.columns {
                DetailLine(line.row, values: values).draw(on: &canvas, row: row, left: 0, width: columns.left)
                DetailLine(right, values: values).draw(
                    on: &canvas, row: row, left: columns.left + DetailLayout.gap, width: columns.right)
            } else {
                DetailLine(line.row, values: values).draw(on: &canvas, row: row, left: 0, width: page.layout.width)
            }
        }
        let frame = canvas.frame
        return (0..<frame.height).map { row in
            var text = String((0..<frame.width).map { frame[row, $0].character }.filter { $0 != "\0" })
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }
}

extension ScreenRenderer {
    /// What `y` copies now.
    package func copyText(of state: AppState, isInsideTmux: Bool) -> CopyText {
        CopyText(state, isUnicode: capabilities.unicode, isInsideTmux: isInsideTmux)
    }
}
