import DebugRegisters
import ProgramModel
import Session
import ViewModel
import WatchSlots

/// Every watch in a line, those without a register too: what it holds or waits for, how much of the wanted time it was armed,
/// and its count scaled to all of it.
struct WatchesOverlay {
    let state: AppState

    private var watches: [WatchDescription] { state.board.watches }

    func draw(on canvas: inout Canvas) {
        let area = DetailLayout(width: state.width, height: state.height).area
        canvas.fill(area, Style(.text))
        canvas.pane(area, title: title, hasFocus: true)
        let columns = Columns(left: area.column + 2, width: area.width - 4)
        guard !watches.isEmpty else {
            canvas.put("nothing is watched: a watches a name or an address", area.row + 2, columns.name, .dim)
            return
        }
        drawHeadings(columns, on: &canvas, row: area.row + 1)
        let rows = max(1, area.height - 5)
        let selected = watches.firstIndex { $0.watch.id == state.listedWatch } ?? 0
        let first = max(0, min(selected - rows / 2, watches.count - rows))
        for (index, watch) in watches[first..<min(watches.count, first + rows)].enumerated() {
            draw(watch, isSelected: first + index == selected, columns, on: &canvas, row: area.row + 2 + index)
        }
        canvas.put(
            TextWrap.line(words(watches[selected]), width: area.width - 4), area.endRow - 2, area.column + 2, .dim)
    }

    private var title: String {
        let waiting = watches.count { $0.watch.isEnabled && $0.watch.assignments.isEmpty }
        let words = Numbers.count(UInt64(watches.count), "watch").replacing("watchs", with: "watches")
        return "Watches · \(words)" + (waiting > 0 ? ", \(waiting) without a register" : "")
    }

    private struct Columns {
        let left: Int
        let slot: Int
        let name: Int
        let nameWidth: Int
        let claim: Int
        let share: Int
        let count: Int
        let countWidth: Int

        init(left: Int, width: Int) {
            self.left = left
            slot = left + 2
            name = slot + 8
            countWidth = min(34, max(22, width - 62))
            count = left + width - countWidth
            share = count - 15
            claim = share - 11
            nameWidth = max(4, claim - name - 1)
        }
    }

    private func drawHeadings(_ columns: Columns, on canvas: inout Canvas, row: Int) {
        canvas.put("register", row, columns.left, .dim)
        canvas.put("watch", row, columns.name, .dim, width: columns.nameWidth)
        canvas.put("claim", row, columns.claim, .dim)
        canvas.put("of the time", row, columns.share, .dim)
        canvas.put("hits, in all the time", row, columns.count, .dim, width: columns.countWidth)
    }

    private func draw(
        _ description: WatchDescription, isSelected: Bool, _ columns: Columns, on canvas: inout Canvas, row: Int
    ) {
        let watch = description.watch
        if isSelected { canvas.put(canvas.glyphs.marker, row, columns.left - 1, Style(.bright, .bold)) }
        let isOn = watch.isEnabled
        let slot = watch.assignments.first?.slot
        let place: String
        let role: Role
        switch (isOn, slot) {
        case (false, _): (place, role) = ("off", .dim)
        case (true, let slot?):
            let more = watch.assignments.count > 1 ? "+\(watch.assignments.count - 1)" : ""
            (place, role) = ("\(slot)\(more)", Role(slot))
        case (true, nil): (place, role) = (state.board.exclusiveHolder == nil ? "waits" : "out", .warning)
        }
        let glyph = !isOn ? canvas.glyphs.free : slot == nil ? canvas.glyphs.pending : canvas.glyphs.armed
        canvas.put(glyph, row, columns.left, Style(role, .bold))
        canvas.put(place, row, columns.slot, Style(role, .bold), width: 7)
        canvas.put(
            DisplayText.sanitized(description.expression), row, columns.name,
            isSelected ? Style(.bright, .bold) : isOn ? Style(.text) : .dim, width: columns.nameWidth)
        canvas.put(watch.request.claim.word, row, columns.claim, .dim)
        guard let text = CoverageText(of: watch.id, in: state, isUnicode: canvas.isUnicode) else {
            let logged = slot.map { state.statistics[$0.number].hits } ?? 0
            let isPart = watch.request.every > 1 && logged > 0
            let hits = isPart ? LoggedText.words(logged, of: state.coverage[watch.id]?.hits) : Numbers.grouped(logged)
            canvas.put(hits, row, columns.count, Style(.text), width: columns.countWidth)
            return
        }
        canvas.put(text.share, row, columns.share, text.coverage.isComplete ? .dim : Style(.warning))
        canvas.put(text.count, row, columns.count, Style(.text), width: columns.countWidth)
    }

    /// What is to be known of one watch.
    private func words(_ description: WatchDescription) -> String {
        let id = description.watch.id
        var words = ["\(id.rawValue)"]
        if let wait = state.board.waitWords(of: id) { words.append(DisplayText.sanitized(wait)) }
        if let coverage = state.coverage[id], !coverage.isComplete {
            let turns = Numbers.count(coverage.sliceCount, "turn")
            words.append("\(Numbers.count(coverage.hits, "hit")) counted in \(turns)")
        }
        if let rules = WatchRuleText.words(description) as String?, !rules.isEmpty { words.append(rules) }
        return words.joined(separator: " · ")
    }
}

extension RegisterClaim {
    var word: String {
        switch self {
        case .pinned: "pinned"
        case .flexible: "flexible"
        case .exclusive: "exclusive"
        }
    }
}

extension CoverageText {
    /// nil where registers are not shared, so that every count is of all the time.
    init?(of watch: WatchID, in state: AppState, isUnicode: Bool) {
        guard let coverage = state.coverage[watch], state.board.sharesRegisters || !coverage.isComplete else {
            return nil
        }
        self.init(coverage, isUnicode: isUnicode)
    }
}
