/// Keys for what people do by habit: undo, copy, zoom, read again what was said, look for what can be done.
extension Keymap {
    static let habitKeys: [KeyBinding] = [
        KeyBinding(
            .character("u"), in: KeyContext.panes, .undo, label: "undo", help: "undo an edit of a slot, do it again"),
        KeyBinding(
            .character("U"), .control("r"), in: KeyContext.panes, .redo, label: nil,
            help: "undo an edit of a slot, do it again"),
        KeyBinding(
            .character("y"), in: KeyContext.panes, .copy, label: nil,
            help: "copy the hit, the watch or the register to the clipboard"),
        KeyBinding(
            .character("+"), in: KeyContext.panes, .zoom, label: nil,
            help: "give the pane all the room, or take it back"),
        KeyBinding(
            .character("m"), in: KeyContext.panes, .messages, label: nil, help: "all notices again, with their times"),
        KeyBinding(
            .control("p"), in: KeyContext.panes, .palette, label: nil, help: "find a key or a command by a few letters"),
        KeyBinding(.function(1), in: KeyContext.panes, .guide, label: nil, help: "what this pane shows"),
        KeyBinding(.character("y"), in: [.detail], .copy, label: "copy", help: "copy the detail"),
        KeyBinding(.up, in: [.prompt], .olderLine, label: nil, help: "earlier lines"),
        KeyBinding(.down, in: [.prompt], .newerLine, label: nil, help: "earlier lines"),
        KeyBinding(.control("p"), in: [.prompt], .palette, label: nil, help: "find a command by a few letters"),
        KeyBinding(.enter, in: [.palette], .choose, label: "run", help: "run it"),
        KeyBinding(
            .escape, .enter, .character("q"), .character("m"), .control("c"), in: [.messages], .cancel, label: "close",
            help: "close the messages"),
        KeyBinding(
            .escape, .enter, .character("q"), .function(1), .control("c"), in: [.guide], .cancel, label: "close",
            help: "close the explanation"),
        KeyBinding(
            .backspace, .control("h"), in: [.help], .type(.deleteBackward), label: nil, help: "narrow the list"),
        KeyBinding(.control("u"), in: [.help], .type(.eraseToStart), label: nil, help: "narrow the list"),
    ]
}
