import HitRules
import ProgramModel
import ViewModel

/// Lines of source, instructions, frames and registers.
struct DetailCode {
    let row: DetailRow

    init(_ row: DetailRow) { self.row = row }

    func draw(on canvas: inout Canvas, in span: CellRectangle) {
        switch row {
        case .source(let number, let text, let isAccess): drawSource(number, text, isAccess, on: &canvas, in: span)
        case .code(let line): draw(line, on: &canvas, in: span)
        case .frame(let number, let frame): draw(frame, number, on: &canvas, in: span)
        case .registers(let names, let values): draw(names, values, on: &canvas, in: span)
        default: break
        }
    }

    /// The line of the access lies on a ground of its own.
    private func mark(_ isAccess: Bool, on canvas: inout Canvas, in span: CellRectangle) -> Role {
        guard isAccess else { return .background }
        canvas.fill(span, Style(.text, on: .selection))
        canvas.put(canvas.glyphs.marker, span.row, span.column, Style(.bright, on: .selection, .bold))
        return .selection
    }

    private func drawSource(
        _ number: Int, _ text: String, _ isAccess: Bool, on canvas: inout Canvas, in span: CellRectangle
    ) {
        let ground = mark(isAccess, on: &canvas, in: span)
        let left = span.column + 7
        canvas.putRight("\(number)", span.row, endingAt: left, Style(isAccess ? .bright : .dim, on: ground))
        canvas.put(
            Self.expandingTabs(text), span.row, left + 2,
            isAccess ? Style(.bright, on: ground, .bold) : Style(.text, on: ground), width: span.endColumn - left - 2)
    }

    private static func expandingTabs(_ text: String) -> String {
        String(text.flatMap { $0 == "\t" ? Array("    ") : [$0] })
    }

    private func draw(_ line: DisassemblyLine, on canvas: inout Canvas, in span: CellRectangle) {
        let ground = mark(line.isAccess, on: &canvas, in: span)
        let (row, end) = (span.row, span.endColumn)
        let address = "0x" + String(line.instruction.address, radix: 16)
        var at = canvas.put(address, row, span.column + 2, Style(.dim, on: ground)) + 2
        if span.width >= 90 {
            let bytes = line.instruction.bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            let more = line.instruction.bytes.count > 8 ? "…" : ""
            canvas.put(bytes.joined(separator: " ") + more, row, at, Style(.faint, on: ground))
            at += 26
        }
        let text = DisplayText.sanitized(line.instruction.text)
        at = canvas.put(
            text, row, at, line.isAccess ? Style(.bright, on: ground, .bold) : Style(.text, on: ground),
            width: end - at)
        if let target = line.target, end - at >= 10 {
            canvas.put(DisplayText.sanitized(target), row, at + 2, Style(.accent, on: ground), width: end - at - 2)
        }
    }

    private func draw(_ frame: StackFrame, _ number: Int, on canvas: inout Canvas, in span: CellRectangle) {
        let (row, left, end) = (span.row, span.column, span.endColumn)
        canvas.put("#\(number)", row, left, .dim)
        let place = PlaceText(frame.place)
        let source = place.source.isEmpty ? DisplayText.sanitized(frame.place.module ?? "") : place.source
        let showsSource = frame.place.function != nil && !source.isEmpty
        let start =
            showsSource
            ? canvas.putRight(
                source, row, endingAt: end, place.source.isEmpty ? .dim : Style(.accent), width: span.width / 2)
            : end
        let tag = frame.isSignalFrame ? "signal" : frame.isInlined ? "inlined" : ""
        let room = start - (left + 4) - 1 - (tag.isEmpty ? 0 : tag.count + 1)
        guard !frame.place.isEmpty else {
            canvas.put("0x" + String(frame.pc, radix: 16), row, left + 4, .dim, width: room)
            return
        }
        let offset = frame.isInlined ? "" : place.offset
        let showsOffset = DisplayWidth.of(place.function) + offset.count <= room
        var at = canvas.put(
            place.function, row, left + 4, number == 0 ? .strong : .text, width: showsOffset ? room : max(1, room))
        if showsOffset { at = canvas.put(offset, row, at, .dim) }
        if frame.place.function == nil {
            canvas.put("0x" + String(frame.pc, radix: 16), row, at + 2, .dim, width: max(0, start - at - 3))
        }
        if !tag.isEmpty { canvas.put(tag, row, at + 1, Style(frame.isSignalFrame ? .warning : .title)) }
    }

    // MARK: Registers

    private func draw(
        _ names: [MachineRegister], _ values: MachineRegisters, on canvas: inout Canvas, in span: CellRectangle
    ) {
        var at = span.column
        if names == RegisterRows.segments {
            for name in names {
                at = canvas.put(name.name + " ", span.row, at, .dim)
                at = canvas.put("0x" + String(values[name], radix: 16), span.row, at, .text) + 2
            }
            return
        }
        for name in names {
            canvas.put(name.name, span.row, at, .dim)
            let value = at + (name == .origRax ? 9 : 8)
            let digits = String(values[name], radix: 16)
            let zeros = "0x" + String(repeating: "0", count: 16 - digits.count)
            let start = canvas.put(zeros, span.row, value, Style(.faint))
            canvas.put(digits, span.row, start, .text)
            at += RegisterRows.cellWidth
        }
    }
}
