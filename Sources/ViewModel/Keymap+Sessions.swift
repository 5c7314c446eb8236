/// The key of what was saved.
extension Keymap {
    static let sessionKeys: [KeyBinding] = [
        KeyBinding(
            .character("L"), in: KeyContext.panes, .loadWatches, label: nil,
            help: "load the watches that this program had last time")
    ]
}
