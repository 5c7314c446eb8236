/// What the keys are for at a moment.
package enum KeyContext: Hashable, Sendable, CaseIterable {
    case slots, control, status, hits, writers, output
    case prompt, filter, confirmation, help, detail, threads, watches, themes, messages, guide, palette
    /// Keys go to the program.
    case keyboard

    package static let panes: Set<KeyContext> = [.slots, .control, .status, .hits, .writers, .output]
    /// A line of text is being typed.
    package static let lines: Set<KeyContext> = [.prompt, .filter, .palette]

    package init(_ focus: Focus) {
        self =
            switch focus {
            case .slots: .slots
            case .control: .control
            case .status: .status
            case .hits: .hits
            case .writers: .writers
            case .output: .output
            }
    }
}
