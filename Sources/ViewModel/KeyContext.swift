/// What the keys are for at a moment.
package enum KeyContext: Hashable, Sendable, CaseIterable {
    case slots, control, status, hits, output
    case prompt, confirmation, help, detail
    /// Keys go to the program.
    case keyboard

    package static let panes: Set<KeyContext> = [.slots, .control, .status, .hits, .output]

    package init(_ focus: Focus) {
        self =
            switch focus {
            case .slots: .slots
            case .control: .control
            case .status: .status
            case .hits: .hits
            case .output: .output
            }
    }
}
