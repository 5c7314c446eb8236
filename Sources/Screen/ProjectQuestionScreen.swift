import ProgramModel
package import ViewModel

/// The question whether a project's file is read.
struct ProjectQuestionScreen {
    let question: ProjectQuestion

    private static let answers = [
        ("y", "yes, this time"), ("a", "always, while it stays as it is"), ("n", "never, while it stays as it is"),
        ("Esc", "not this time"),
    ]

    func draw(on canvas: inout Canvas) {
        let (width, height) = (question.width, question.height)
        let at = canvas.put("bptui", 0, 1, Style(.accent, .bold))
        canvas.put("This folder has settings of its own. Read them?", 0, at + 2, .strong, width: width - at - 3)
        canvas.put(DisplayText.sanitized(question.path), 1, 1, .dim, width: width - 2)
        let area = CellRectangle(row: 2, column: 0, height: question.rows + 2, width: width)
        canvas.pane(area, title: "Project", hasFocus: true)
        for (index, line) in question.lines.dropFirst(question.firstLine).prefix(question.rows).enumerated() {
            draw(line, on: &canvas, row: area.row + 1 + index, width: width)
        }
        let rest = question.lines.count - question.firstLine - question.rows
        if rest > 0 {
            canvas.putRight(" \(rest) more below ", area.endRow - 1, endingAt: area.endColumn - 2, .dim)
        }
        for (index, answer) in Self.answers.enumerated() where area.endRow + index < height {
            canvas.putRight(answer.0, area.endRow + index, endingAt: 6, Style(.key, .bold))
            canvas.put(answer.1, area.endRow + index, 8, .text, width: width - 9)
        }
    }

    private func draw(_ line: ProjectQuestion.Line, on canvas: inout Canvas, row: Int, width: Int) {
        switch line {
        case .heading(let words): canvas.put(words, row, 2, Style(.title, .bold), width: width - 4)
        case .setting(let words): canvas.put(DisplayText.sanitized(words), row, 4, .strong, width: width - 6)
        case .problem(let words): canvas.put(DisplayText.sanitized(words), row, 4, Style(.warning), width: width - 6)
        case .text(let words): canvas.put(DisplayText.sanitized(words), row, 4, .dim, width: width - 6)
        case .gap: break
        }
    }
}

extension ScreenRenderer {
    /// A frame of the question's size.
    package func frame(of question: ProjectQuestion) -> Frame {
        var canvas = Canvas(
            width: question.width, height: question.height, styles: styles, isUnicode: capabilities.unicode)
        ProjectQuestionScreen(question: question).draw(on: &canvas)
        return canvas.frame
    }
}
