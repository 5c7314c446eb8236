/// The list of all watches, and who holds the registers.
extension Keymap {
    static let claimKeys: [KeyBinding] = [
        KeyBinding(
            .character("W"), in: KeyContext.panes, .watches, label: nil,
            help: "all watches, with those that wait for a register, and their coverage"),
        KeyBinding(
            .character("R"), in: KeyContext.panes, .cycleClaim, label: nil,
            help: "how it holds its register: pinned, flexible (in turns), exclusive"),
        KeyBinding(.character(" "), in: [.watches], .toggleArmed, label: "arm", help: "arm or disarm the watch"),
        KeyBinding(.character("x"), in: [.watches], .remove, label: "remove", help: "remove the watch"),
        KeyBinding(
            .character("R"), in: [.watches], .cycleClaim, label: "register",
            help: "how it holds its register: pinned, flexible (in turns), exclusive"),
        KeyBinding(
            .character("b"), in: [.watches], .toggleAction, label: "log/stop",
            help: "what a hit does: log, or stop the program"),
        KeyBinding(
            .escape, .enter, .character("W"), .character("q"), .control("c"), in: [.watches], .cancel, label: "close",
            help: "close the watches"),
    ]
}
