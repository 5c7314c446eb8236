import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel

/// The lines that say what a detail is about.
struct DetailHead {
    let row: DetailRow

    init(_ row: DetailRow) { self.row = row }

    func draw(on canvas: inout Canvas, in span: CellRectangle) {
        let (line, left, end) = (span.row, span.column, span.endColumn)
        switch row {
        case .hit(let hit, let watch, let words):
            let number = "n \(Numbers.grouped(hit.trap))   \(Numbers.seconds(hit.time)) s"
            let start = canvas.putRight(number, line, endingAt: end, .dim)
            drawSubject(hit.slot, watch, words, on: &canvas, in: span, end: start - 2)
        case .thread(let tid, let name):
            canvas.put(Self.thread(tid, name), line, left + 2, .dim, width: span.width - 2)
        case .site(let slot, let watch, let words, let count):
            let start = canvas.putRight(Numbers.count(count, "hit"), line, endingAt: end, .strong)
            drawSubject(slot, watch, words, on: &canvas, in: span, end: start - 2)
        case .firstAndLast(let first, let last):
            let text = "first \(Self.moment(first))" + (first == last ? "" : "   last \(Self.moment(last))")
            canvas.put(text, line, left + 2, .dim, width: span.width - 2)
        case .stop(let stop, let name):
            let at = canvas.put(
                "\(canvas.glyphs.stopped) ", line, left, Style(.warning, .bold), width: span.width)
            canvas.put(
                Self.thread(stop.tid, name) + "  " + Self.words(for: stop), line, at, .text, width: span.width - 2)
        case .place(let place, let address, let pc): draw(place, address, pc, on: &canvas, in: span)
        case .instruction(let instruction):
            canvas.put(
                DisplayText.sanitized(instruction.text), line, left + 2, Style(.bright, .bold), width: span.width - 2)
        case .missingInstruction(let reason?):
            canvas.put(DisplayText.sanitized(reason), line, left + 2, .dim, width: span.width - 2)
        case .missingInstruction(nil): canvas.put("asking…", line, left + 2, Style(.warning), width: span.width - 2)
        default: break
        }
    }

    private func drawSubject(
        _ slot: SlotIndex, _ watch: String, _ words: String, on canvas: inout Canvas, in span: CellRectangle, end: Int
    ) {
        let (row, left) = (span.row, span.column)
        canvas.put(canvas.glyphs.armed, row, left, Style(Role(slot), .bold))
        var at = canvas.put(slot.description, row, left + 2, Style(Role(slot), .bold)) + 2
        let wordsWidth = DisplayWidth.of(words)
        let room = max(8, end - at - wordsWidth - 3)
        at = canvas.put(DisplayText.sanitized(watch), row, at, .strong, width: room) + 3
        canvas.put(words, row, at, .text, width: max(0, end - at))
    }

    private func draw(
        _ place: CodePlace, _ address: UInt64?, _ pc: UInt64?, on canvas: inout Canvas, in span: CellRectangle
    ) {
        let row = span.row
        var end = span.endColumn
        if let pc {
            let words = address == nil ? "pc \(Numbers.address(pc))" : "hit pc \(Numbers.address(pc))"
            // The instruction's own address goes first where there is no room for both.
            if address == nil || span.width >= 100 { end = canvas.putRight(words, row, endingAt: end, .dim) - 3 }
        }
        if let address { end = canvas.putRight(Numbers.address(address), row, endingAt: end, .dim) - 3 }
        PlaceText(place).draw(on: &canvas, row: row, left: span.column + 2, end: end)
    }

    private static func thread(_ tid: Int32, _ name: String?) -> String {
        "thread \(tid)" + (name.map { "  " + DisplayText.sanitized($0) } ?? "")
    }

    private static func moment(_ hit: HitMoment) -> String {
        "n \(Numbers.grouped(hit.trap)) at \(Numbers.seconds(hit.time)) s"
    }

    private static func words(for stop: Stop) -> String {
        switch stop.reason {
        case .launched: "stands at the start"
        case .executed: "stands at the start of another program"
        case .reached: "stands where it was to stop"
        case .hit(let trap, let slots, _):
            "was stopped by \(slots.map(\.description).joined(separator: ", ")), n \(Numbers.grouped(trap))"
        case .stepped: "made a step"
        case .paused: "was paused"
        case .signal(let number): "is to get \(SignalName.of(number))"
        case .returned: "has left its function"
        }
    }
}

/// A function with its offset, and the line.
struct PlaceText {
    private let place: CodePlace

    init(_ place: CodePlace) { self.place = place }

    var function: String { DisplayText.sanitized(place.function ?? place.module ?? "") }
    var offset: String {
        place.function != nil ? place.offset.map { "+0x" + String($0, radix: 16) } ?? "" : ""
    }
    var source: String {
        place.file.map { DisplayText.sanitized($0) + (place.line.map { ":\($0)" } ?? "") } ?? ""
    }

    /// The function's name gives way first.
    func draw(on canvas: inout Canvas, row: Int, left: Int, end: Int) {
        guard !place.isEmpty else {
            canvas.put("no name is known for this place", row, left, .dim, width: max(0, end - left))
            return
        }
        let sourceWidth = source.isEmpty ? 0 : DisplayWidth.of(source) + 2
        let room = max(6, end - left - sourceWidth - offset.count)
        var at = canvas.put(function, row, left, .strong, width: room)
        at = canvas.put(offset, row, at, .dim, width: max(0, end - at))
        canvas.put(source, row, at + 2, Style(.accent), width: max(0, end - at - 2))
    }
}
