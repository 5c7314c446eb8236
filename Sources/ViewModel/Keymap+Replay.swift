/// Keys of a recording's screen. Blank, which arms a slot where a program runs, plays there.
extension Keymap {
    static let replayKeys: [KeyBinding] = [
        KeyBinding(
            .character(","), in: KeyContext.panes, .scrub(.previousHit), label: "hit back",
            help: "in a recording: back or on by a hit"),
        KeyBinding(
            .character("."), in: KeyContext.panes, .scrub(.nextHit), label: "hit on",
            help: "in a recording: back or on by a hit"),
        KeyBinding(
            .character("<"), in: KeyContext.panes, .scrub(.back), label: "1 % back",
            help: "in a recording: back or on by a hundredth of the time"),
        KeyBinding(
            .character(">"), in: KeyContext.panes, .scrub(.forward), label: "1 % on",
            help: "in a recording: back or on by a hundredth of the time"),
        KeyBinding(
            .character("{"), in: KeyContext.panes, .scrub(.start), label: nil,
            help: "in a recording: to its start, to its end"),
        KeyBinding(
            .character("}"), in: KeyContext.panes, .scrub(.end), label: nil,
            help: "in a recording: to its start, to its end"),
        KeyBinding(
            .character("P"), in: KeyContext.panes, .scrub(.play), label: "play",
            help: "in a recording: play it at its own pace, or halt; Space does the same"),
    ]
}
