import DebugRegisters
package import ViewModel

/// What a terminal can show, and how it should look.
package struct ScreenCapabilities: Hashable, Sendable {
    package var depth: ColorDepth
    /// Whether box drawing and other scripts can be shown; else ASCII alone.
    package var unicode: Bool
    package var theme: Theme

    package init(depth: ColorDepth, unicode: Bool, theme: Theme) {
        self.depth = depth
        self.unicode = unicode
        self.theme = theme
    }
}

/// Draws the state as a frame. Pure: the same state gives the same frame.
package struct ScreenRenderer: Sendable {
    package let capabilities: ScreenCapabilities
    private let styles: StyleTable

    package init(_ capabilities: ScreenCapabilities) {
        self.capabilities = capabilities
        styles = StyleTable(theme: capabilities.theme, depth: capabilities.depth)
    }

    /// A frame of the state's size.
    package func frame(of state: AppState) -> Frame {
        var canvas = Canvas(
            width: state.width, height: state.height, styles: styles, isUnicode: capabilities.unicode)
        guard let layout = state.layout else {
            TooSmallNotice(width: state.width, height: state.height).draw(on: &canvas)
            return canvas.frame
        }
        Header(state: state).draw(on: &canvas, in: layout.header)
        switch layout.slots {
        case .panes(let panes):
            for (slot, pane) in zip(SlotIndex.allCases, panes) {
                SlotPane(state: state, slot: slot).draw(on: &canvas, in: pane)
            }
        case .list(let pane): SlotList(state: state).draw(on: &canvas, in: pane)
        }
        ControlPane(state: state, form: layout.controlForm).draw(
            on: &canvas, in: layout.control, withStatusLine: layout.status == nil)
        if let pane = layout.status { StatusPane(state: state).draw(on: &canvas, in: pane) }
        if let pane = layout.hits { HitsPane(state: state).draw(on: &canvas, in: pane, showsOutputHint: layout.output == nil) }
        if let pane = layout.output { OutputPane(state: state).draw(on: &canvas, in: pane) }
        Footer(state: state).draw(on: &canvas, in: layout.footer)
        switch state.modal {
        case .prompt(let prompt): PromptOverlay(prompt: prompt).draw(on: &canvas)
        case .confirmation(let question): ConfirmationOverlay(question: question, state: state).draw(on: &canvas)
        case .help(let line): HelpOverlay(firstLine: line).draw(on: &canvas)
        case nil: break
        }
        return canvas.frame
    }
}

/// What is shown when nothing else fits.
struct TooSmallNotice {
    let width: Int
    let height: Int

    func draw(on canvas: inout Canvas) {
        let lines = [
            ("too small", Style(.warning, .bold)),
            ("bptui needs \(ScreenLayout.minimumWidth)×\(ScreenLayout.minimumHeight), this is \(width)×\(height)", Style.dim),
        ]
        let top = max(0, (height - lines.count) / 2)
        for (index, line) in lines.enumerated() {
            let column = max(0, (width - DisplayWidth.of(line.0)) / 2)
            canvas.put(line.0, top + index, column, line.1, width: width - column)
        }
    }
}
