import DebugRegisters
import ProgramModel
import Session
import Tracing
import ViewModel

/// The first line: the program, what it is doing, how much was hit.
struct Header {
    let state: AppState

    func draw(on canvas: inout Canvas, in area: CellRectangle) {
        let row = area.row
        let end = area.endColumn - 1
        // From the right: what must not be cut.
        var right: Int
        if let replay = state.replay {
            right = ReplayStrip(replay: replay).draw(on: &canvas, row: row, endingAt: end, width: area.width)
        } else {
            right = canvas.putRight(Numbers.clock(state.elapsed), row, endingAt: end, .dim)
        }
        if let program = state.program, area.width >= 100, state.replay == nil {
            right = canvas.putRight(program.backend, row, endingAt: right - 3, .dim)
        }
        if state.isReadOnly { right = canvas.putRight("readonly", row, endingAt: right - 3, Style(.warning)) }
        var counts: [(text: String, style: Style)] = [(Numbers.count(state.trapCount, "hit"), .text)]
        if let rate = state.rate, state.target == .running { counts.append((Numbers.rate(rate), .text)) }
        if state.missedCount > 0 {
            counts.append(("\(Numbers.grouped(state.missedCount)) missed", Style(.error, .bold)))
        }
        if state.hits.droppedCount > 0, area.width >= 100 {
            counts.append(("oldest \(Numbers.grouped(UInt64(state.hits.droppedCount))) dropped", .dim))
        }
        if state.isReadingSymbols, area.width >= 100 || state.trapCount == 0 {
            counts.insert(("reading symbols…", .dim), at: 0)
        }
        for count in counts.reversed() { right = canvas.putRight(count.text, row, endingAt: right - 3, count.style) }

        canvas.put("bptui", row, 1, Style(.accent, .bold))
        var left = 8
        let words = stateWords
        let stateWidth = DisplayWidth.of(words.text) + 2
        if let program = state.program {
            let room = max(12, (right - 3 - stateWidth) - left - 3)
            let name = DisplayText.sanitized(program.shownName)
            let more = "\(program.pid) · " + Numbers.count(UInt64(state.threadCount), "thread")
            let showsMore = DisplayWidth.of(name) + 2 + DisplayWidth.of(more) <= room
            left = canvas.put(name, row, left, .strong, width: showsMore ? room : min(room, 32)) + 2
            if showsMore { left = canvas.put(more, row, left, .dim) + 2 }
        } else {
            left = canvas.put("no program", row, left, .dim) + 2
        }
        // A steady place for the state, so that it does not dance with the counts.
        let wanted = area.width * 38 / 100
        let at = max(left + 1, min(wanted, right - 3 - stateWidth))
        canvas.put(words.glyph(canvas.glyphs), row, at, words.style)
        canvas.put(words.text, row, at + 2, words.style, width: max(1, right - 2 - at - 2))
    }

    private struct StateWords {
        let text: String
        let style: Style
        let glyph: (Glyphs) -> Character
    }

    private var stateWords: StateWords {
        switch state.target {
        case .absent: StateWords(text: "nothing started", style: .dim, glyph: \.free)
        case .starting: StateWords(text: "starting", style: Style(.warning, .bold), glyph: \.pending)
        case .running: StateWords(text: "running", style: Style(.ok, .bold), glyph: \.running)
        case .stopped(let stop):
            StateWords(text: words(for: stop), style: Style(.warning, .bold), glyph: \.stopped)
        case .exited(.code(let code)):
            StateWords(text: "exited with \(code)", style: Style(code == 0 ? .title : .error, .bold), glyph: \.ended)
        case .exited(.signal(let number, let dumped)):
            StateWords(
                text: "killed by \(SignalName.of(number))" + (dumped ? ", core dumped" : ""),
                style: Style(.error, .bold), glyph: \.failed)
        case .lost(let reason):
            StateWords(text: "lost: \(DisplayText.sanitized(reason))", style: Style(.error, .bold), glyph: \.failed)
        }
    }

    private func words(for stop: Stop) -> String {
        switch stop.reason {
        case .launched: "stopped at the start"
        case .executed: "stopped at the start of another program"
        case .reached: "stopped at \(place(of: stop))"
        case .hit(_, let slots, let alsoStep):
            "stopped by " + slots.map(\.description).joined(separator: ", ") + (alsoStep ? " after a step" : "")
        case .stepped: "stepped to \(place(of: stop))"
        case .paused: "paused in \(place(of: stop))"
        case .signal(let number): "\(SignalName.of(number)) at \(place(of: stop))"
        case .returned: "returned to \(place(of: stop))"
        }
    }

    /// The function and line where a thread stands, as far as they are known; else the address.
    private func place(of stop: Stop) -> String {
        guard let place = state.places[PlaceQuery(pc: stop.pc.rawValue, isExact: true)], let function = place.function
        else { return stop.pc.description }
        let line = place.file.flatMap { file in place.line.map { "  \(file):\($0)" } } ?? ""
        return DisplayText.sanitized(function + line)
    }
}
