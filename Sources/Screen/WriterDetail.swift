import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel

/// What is known of the writer under the cursor: its instruction, when it hit, what it did, and what else the same
/// instruction touched.
struct WriterDetail {
    let state: AppState
    let text: WriterText

    private struct Line {
        var parts: [(text: String, style: Style)]
    }

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        var lines: [Line] = []
        let others = text.row.site.map { state.otherSites(ofInstructionAt: $0) } ?? []
        lines.append(instruction)
        if area.height >= 5, let group { lines.append(group) }
        if area.height >= 5 || area.height == 3 && others.isEmpty, let outcomes { lines.append(outcomes) }
        if !others.isEmpty, area.height >= 3 { lines.append(touched(others)) }
        if area.height >= 5, let times { lines.append(times) }
        // The keys come last, and stay.
        var last = keys
        if !others.isEmpty, area.height < 3 { last.parts += [("   ", .dim)] + touched(others).parts }
        let shown = lines.prefix(area.height - 1) + [last]
        for (index, line) in shown.enumerated() {
            let row = index == shown.count - 1 ? area.endRow - 1 : area.row + index
            var at = area.column
            for part in line.parts where at < area.endColumn {
                at = canvas.put(part.text, row, at, part.style, width: area.endColumn - at)
            }
        }
    }

    private var instruction: Line {
        Line(parts: [(text.instruction, text.instruction.hasPrefix("unknown") ? Style(.warning) : Style.text)])
    }

    /// For rows that stand for several instructions.
    private var group: Line? {
        switch text.row.key {
        case .instruction, .others: return nil
        case .function where text.row.sites == 1: return nil
        case .function, .thread, .value:
            let count = text.row.sites == 1 ? "" : "\(text.row.sites) places, mostly "
            return Line(parts: [(count, .dim), (text.busiest, Style.text)])
        }
    }

    private var outcomes: Line? { text.outcomes.isEmpty ? nil : Line(parts: [(text.outcomes, .dim)]) }

    private var times: Line? {
        guard let tally = text.row.tally, let hit = text.hit else { return nil }
        return Line(parts: [
            ("first ", .dim), (Numbers.seconds(tally.firstTime), Style.text), ("  last ", .dim),
            (Numbers.seconds(hit.record.time), Style.text),
        ])
    }

    /// The inverse view: the instruction's other slots and watches.
    private func touched(_ others: [WriterCounts.SiteTally]) -> Line {
        var parts: [(text: String, style: Style)] = [("also ", .dim)]
        for other in others.prefix(3) {
            let last = other.tally.last
            let name = state.board[last.watch].map { DisplayText.sanitized($0.expression) } ?? "a removed watch"
            parts.append(("● \(last.slot.number) ", Style(Role(last.slot))))
            parts.append((name + " ", Style.text))
            parts.append(("\(Numbers.grouped(other.tally.count))  ", .dim))
        }
        return Line(parts: parts)
    }

    private var keys: Line {
        let hasDetail = text.row.site != nil
        return Line(
            parts: hasDetail
                ? [("Enter", .key), (" stack, code  ", .dim), ("h", .key), (" its hits", .dim)] : [])
    }
}
