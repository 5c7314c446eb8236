import ProgramModel
import ViewModel

/// The line in which something is typed, what it says so far, and what is wrong with it.
struct PromptOverlay {
    let prompt: Prompt
    /// Where its box starts: over the hits, so that slots and registers stay in sight.
    let row: Int
    private let words: PromptWords
    private let state: AppState

    init(prompt: Prompt, state: AppState, row: Int) {
        self.prompt = prompt
        self.row = row
        words = PromptWords(state)
        self.state = state
    }

    /// What stands below the line.
    private enum Part {
        case caret(column: Int)
        case error(String)
        case suggestions([String])
        case reading(String)
        case waiting
        case command(Command)
        case quiet(String)
    }

    func draw(on canvas: inout Canvas) {
        let width = min(canvas.frame.width - 4, 88)
        let textWidth = width - 6
        let parts = self.parts(width: textWidth, rows: canvas.frame.height - 4)
        let box = OverlayBox(width: width, height: parts.count + 3, on: canvas, row: row)
        box.draw(title: words.title, on: &canvas, role: prompt.error == nil ? .borderFocused : .error)
        let left = box.area.column + 4
        let line = box.area.row + 1
        canvas.put(words.sign, line, box.area.column + 2, Style(.accent, on: .overlay, .bold))
        // The text scrolls sideways so that the cursor stays in sight.
        let characters = prompt.editor.characters
        var first = 0
        while DisplayWidth.of(String(characters[first..<prompt.editor.cursor])) >= textWidth { first += 1 }
        canvas.put(
            String(characters[first...]), line, left, Style(.bright, on: .overlay, .bold), width: textWidth)
        canvas.setCursor(
            row: line, column: left + DisplayWidth.of(String(characters[first..<prompt.editor.cursor])))
        for (index, part) in parts.enumerated() {
            draw(part, on: &canvas, row: line + 1 + index, left: left, width: textWidth, first: first)
        }
        drawKeys(on: &canvas, in: box.area)
    }

    private func parts(width: Int, rows: Int) -> [Part] {
        if let error = prompt.error {
            let messages = TextWrap.lines(DisplayText.sanitized(error.message), width: width).map(Part.error)
            let suggestions = Array(error.suggestions.prefix(5))
            return (error.column.map { [.caret(column: $0)] } ?? []) + messages
                + (suggestions.isEmpty ? [] : [.suggestions(suggestions)]) + [.quiet(words.grammar)]
        }
        if prompt.isSubmitted { return [.waiting, .quiet(words.grammar)] }
        switch prompt.purpose {
        case .watch:
            return [watchReading.map(Part.reading) ?? .quiet(words.example)] + names + [.quiet(words.grammar)]
        case .condition, .ignoreCount: return [.quiet(words.example)] + names + [.quiet(words.grammar)]
        case .command: return commands(rows: rows)
        }
    }

    private func draw(_ part: Part, on canvas: inout Canvas, row: Int, left: Int, width: Int, first: Int) {
        switch part {
        case .caret(let column):
            let characters = prompt.editor.characters
            let before = characters[first..<max(first, min(column, characters.count))]
            canvas.put(
                "^", row, left + min(width, DisplayWidth.of(String(before))), Style(.error, on: .overlay, .bold))
        case .error(let text): canvas.put(text, row, left, Style(.error, on: .overlay))
        case .suggestions(let names):
            let at = canvas.put("did you mean ", row, left, Style(.dim, on: .overlay))
            canvas.put(
                names.map { DisplayText.sanitized($0) }.joined(separator: ", ") + "?", row, at,
                Style(.text, on: .overlay), width: left + width - at)
        case .reading(let text): canvas.put(text, row, left, Style(.accent, on: .overlay), width: width)
        case .waiting: canvas.put("looking it up", row, left, Style(.warning, on: .overlay))
        case .command(let command):
            let typed = CommandText(prompt.editor.characters).name
            let rest = canvas.put(command.name, row, left, Style(.text, on: .overlay))
            let isAlias = Command.aliases[typed] == command.name
            for position in isAlias ? [] : FuzzyMatch(typed, in: command.name)?.positions ?? [] {
                let character = command.name[command.name.index(command.name.startIndex, offsetBy: position)]
                canvas.put(character, row, left + position, Style(.accent, on: .overlay, .bold))
            }
            let argument = command.argument ?? (isAlias ? "(\(typed))" : "")
            canvas.put(argument, row, rest + 1, Style(.dim, on: .overlay), width: max(0, 19 - (rest - left) - 1))
            canvas.put(command.help, row, left + 20, Style(.dim, on: .overlay), width: width - 20)
        case .quiet(let text): canvas.put(text, row, left, Style(.dim, on: .overlay), width: width)
        }
    }

    // MARK: What the text asks for, as far as it can be read

    private var watchReading: String? {
        guard prompt.editor.characters.contains(where: { $0 != " " }),
            let spec = try? WatchSpec(parsing: prompt.editor.text)
        else { return nil }
        let kind =
            switch spec.kind {
            case .write?: "writes"
            case .readWrite?: "reads and writes"
            case .read?: "reads"
            case .execute?: "execution"
            case nil: "writes, or execution of a function"
            }
        var parts = [kind]
        if let length = spec.length { parts.append("\(length) byte\(length == 1 ? "" : "s")") }
        parts.append(spec.slot.map { "in DR\($0)" } ?? "in a free slot")
        if let action = spec.action { parts.append(action == .stop ? "stops" : "logs") }
        if spec.mechanism == .perf { parts.append("seen by perf") }
        if spec.every > 1 { parts.append("one hit of \(spec.every)") }
        return parts.joined(separator: " · ")
    }

    /// The commands that the name may become, or the one that it is.
    private func commands(rows: Int) -> [Part] {
        let line = CommandText(prompt.editor.characters)
        guard !line.hasEndedName else {
            guard let command = try? Command.named(line.name) else {
                return [.quiet(words.example), .quiet(words.grammar)]
            }
            return [.command(command)] + values(for: command, typed: line.argument) + [.quiet(words.grammar)]
        }
        let matches = Command.offered(line.name)
        guard !matches.isEmpty else { return [.quiet("no command has these letters"), .quiet(words.grammar)] }
        let shown = matches.prefix(max(1, min(matches.count <= 8 ? 8 : 7, rows - 5)))
        var parts = shown.map(Part.command)
        if matches.count > shown.count { parts.append(.quiet("and \(matches.count - shown.count) more")) }
        return parts + [.quiet(words.grammar)]
    }

    /// What may follow, of that what begins as what was typed.
    private func values(for command: Command, typed: String) -> [Part] {
        if prompt.completion != nil { return names }
        let begun = state.candidates(for: command, typed: typed).filter { $0.hasPrefix(typed) }
        return begun.isEmpty ? [] : [.quiet(Self.row(of: begun))]
    }

    /// What Tab has found, of that what begins as what is typed by now.
    private var names: [Part] {
        guard let completion = prompt.completion, let query = prompt.nameQuery else { return [] }
        guard let names = completion.narrowed(to: query) else { return completion.query == query ? [.waiting] : [] }
        if names.isEmpty { return [.quiet("no name begins like that")] }
        return names == [query.beginning] ? [] : [.quiet(Self.row(of: names))]
    }

    private static func row(of names: [String]) -> String {
        names.map { DisplayText.sanitized($0) }.joined(separator: "  ")
    }

    private func drawKeys(on canvas: inout Canvas, in area: CellRectangle) {
        var end = area.endColumn - 2
        for (key, label) in [("Esc", "cancel"), ("Enter", words.submit)] + words.completion {
            end = canvas.putRight("\(label) ", area.endRow - 1, endingAt: end, Style(.dim, on: .overlay))
            end = canvas.putRight(" \(key) ", area.endRow - 1, endingAt: end, Style(.key, on: .overlay, .bold))
        }
    }
}
