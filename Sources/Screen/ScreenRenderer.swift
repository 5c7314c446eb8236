import DebugRegisters
package import ViewModel

/// Draws the state as a frame. Pure: the same state gives the same frame.
package struct ScreenRenderer: Sendable {
    package let capabilities: ScreenCapabilities
    let styles: StyleTable
    /// Of the themes that can be chosen.
    let themeStyles: [String: StyleTable]

    package init(_ capabilities: ScreenCapabilities) {
        self.capabilities = capabilities
        styles = StyleTable(theme: capabilities.theme, depth: capabilities.depth)
        themeStyles = capabilities.themes.mapValues { StyleTable(theme: $0, depth: capabilities.depth) }
    }

    /// A frame of the state's size.
    package func frame(of state: AppState) -> Frame {
        var none: Frame?
        return frame(of: state, reusing: &none)
    }

    /// The same in the memory of a frame that is done with.
    package func frame(of state: AppState, reusing spare: inout Frame?) -> Frame {
        var canvas = Canvas(
            width: state.width, height: state.height, styles: themeStyles[state.themes.shown] ?? styles,
            isUnicode: capabilities.unicode, reusing: &spare)
        guard let layout = state.layout else {
            TooSmallNotice(width: state.width, height: state.height).draw(on: &canvas)
            return canvas.frame
        }
        Header(state: state).draw(on: &canvas, in: layout.header)
        switch layout.slots {
        case .panes(let panes):
            // None where another pane has all the room.
            for (slot, pane) in zip(SlotIndex.allCases, panes) {
                SlotPane(state: state, slot: slot).draw(on: &canvas, in: pane)
            }
        case .list(let pane): SlotList(state: state).draw(on: &canvas, in: pane)
        }
        if layout.control.height > 0 {
            ControlPane(state: state, form: layout.controlForm).draw(
                on: &canvas, in: layout.control, withStatusLine: layout.status == nil)
        }
        if let pane = layout.status { StatusPane(state: state).draw(on: &canvas, in: pane) }
        if let pane = layout.hits {
            HitsPane(state: state).draw(on: &canvas, in: pane, showsOutputHint: layout.output == nil)
        }
        if let pane = layout.writers { WritersPane(state: state).draw(on: &canvas, in: pane) }
        if let pane = layout.output { OutputPane(state: state).draw(on: &canvas, in: pane) }
        Footer(state: state).draw(on: &canvas, in: layout.footer)
        if let printed = state.printed { PrintedLine(printed).draw(on: &canvas, above: layout.footer) }
        switch state.modal {
        case .prompt(let prompt):
            PromptOverlay(
                prompt: prompt, state: state,
                row: (layout.hits ?? layout.writers ?? layout.output ?? layout.header).row + 1
            ).draw(on: &canvas)
        case .filter(let prompt):
            FilterOverlay(prompt: prompt, row: (layout.hits ?? layout.writers ?? layout.header).row + 1).draw(
                on: &canvas)
        case .confirmation(let question): ConfirmationOverlay(question: question, state: state).draw(on: &canvas)
        case .help(let line, let filter):
            HelpOverlay(keys: state.keys, firstLine: line, filter: filter).draw(on: &canvas)
        case .messages(let line), .guide(_, let line):
            if let page = state.textPage { TextOverlay(page: page, firstLine: line).draw(on: &canvas) }
        case .palette(let palette): PaletteOverlay(palette: palette, state: state).draw(on: &canvas)
        case .threads(let line): ThreadsOverlay(state: state, firstLine: line).draw(on: &canvas)
        case .watches: WatchesOverlay(state: state).draw(on: &canvas)
        case .detail(_, let line):
            if let page = state.detailPage { DetailOverlay(page: page, firstLine: line).draw(on: &canvas) }
        case .themes(let picker): ThemeOverlay(picker: picker, state: state, renderer: self).draw(on: &canvas)
        case nil: break
        }
        return canvas.frame
    }
}
