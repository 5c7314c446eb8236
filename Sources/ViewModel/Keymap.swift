import DebugRegisters

/// The keys as they are made; `KeyTable` has them as they are.
package enum Keymap {
    package static let standard: [KeyBinding] =
        programKeys + watchKeys + claimKeys + writerKeys + movementKeys + screenKeys + themeKeys + sessionKeys
        + filterKeys + replayKeys + habitKeys + modalKeys

    private static let programKeys: [KeyBinding] = [
        KeyBinding(
            .character("a"), in: KeyContext.panes, .add, label: "watch", help: "watch a name or an address"),
        KeyBinding(
            .character("c"), in: KeyContext.panes, .resume, label: "continue", help: "continue the program"),
        KeyBinding(
            .character("p"), .control("c"), in: KeyContext.panes, .pause, label: "pause", help: "pause the program"),
        KeyBinding(
            .character("s"), in: KeyContext.panes, .step, label: "step", help: "step one instruction"),
        KeyBinding(
            .character("n"), in: KeyContext.panes, .nextLine, label: nil, help: "run to the next line, over calls"),
        KeyBinding(
            .character("F"), in: KeyContext.panes, .finish, label: nil, help: "run until this function returns"),
        KeyBinding(
            .character("r"), in: KeyContext.panes, .restart, label: nil,
            help: "restart the program, with the same watches"),
        KeyBinding(.character("k"), in: KeyContext.panes, .kill, label: nil, help: "kill the program"),
        KeyBinding(
            .character("d"), in: KeyContext.panes, .detach, label: nil, help: "let the program go; it runs on unwatched"
        ),
    ]

    private static let watchKeys: [KeyBinding] =
        SlotIndex.allCases.map {
            KeyBinding(
                .character(Character("\($0.number)")), in: KeyContext.panes, .selectSlot($0), label: nil,
                help: "choose the slot DR0…DR3")
        } + [
            KeyBinding(
                .character(" "), in: KeyContext.panes, .toggleArmed, label: "arm",
                help: "arm or disarm the chosen slot's watch"),
            KeyBinding(
                .character("t"), in: KeyContext.panes, .cycleKind, label: "kind",
                help: "its kind: write, read/write, read, execute"),
            KeyBinding(
                .character("l"), in: KeyContext.panes, .cycleLength, label: "length", help: "its length: 1, 2, 4, 8"),
            KeyBinding(
                .character("b"), in: KeyContext.panes, .toggleAction, label: "log/stop",
                help: "what a hit does: log, or stop the program"),
            KeyBinding(
                .character("B"), in: KeyContext.panes, .toggleMechanism, label: nil,
                help: "who sees its hits: ptrace, or perf, which stops only where a hit is to stop"),
            KeyBinding(.character("x"), in: KeyContext.panes, .remove, label: "remove", help: "remove the watch"),
            KeyBinding(
                .character("="), in: KeyContext.panes, .condition, label: nil,
                help: "show only hits for which a condition is true"),
            KeyBinding(
                .character("i"), in: KeyContext.panes, .ignoreCount, label: nil,
                help: "only count the first so many hits"),
            KeyBinding(
                .character("O"), in: KeyContext.panes, .toggleOneShot, label: nil,
                help: "disarm it after one hit, or not"),
            KeyBinding(
                .character("C"), in: KeyContext.panes, .toggleChangedOnly, label: nil,
                help: "show only hits that change the value, or all"),
            KeyBinding(.enter, in: [.slots], .edit, label: nil, help: "watch something in the chosen free slot"),
        ]

    private static let movementKeys: [KeyBinding] = [
        move(.left, .left, in: [.slots], "move from slot to slot"),
        move(.right, .right, in: [.slots], "move from slot to slot"),
        move(.up, .up, in: [.slots], "move from slot to slot"),
        move(.down, .down, in: [.slots], "move from slot to slot"),
        move(.left, .left, in: [.control, .status], "move from bit to bit: each explains itself"),
        move(.right, .right, in: [.control, .status], "move from bit to bit: each explains itself"),
        move(.home, .first, in: [.control, .status], "move from bit to bit: each explains itself"),
        move(.end, .last, in: [.control, .status], "move from bit to bit: each explains itself"),
        move(.up, .up, in: [.hits, .writers, .output], "move through hits, writers or output"),
        move(.down, .down, in: [.hits, .writers, .output], "move through hits, writers or output"),
        move(.pageUp, .pageUp, in: [.hits, .writers, .output], "move through hits, writers or output"),
        move(.pageDown, .pageDown, in: [.hits, .writers, .output], "move through hits, writers or output"),
        move(.home, .first, in: [.hits, .writers, .output], "move through hits, writers or output"),
        move(.end, .last, in: [.hits, .writers, .output], "move through hits, writers or output"),
    ]

    private static let screenKeys: [KeyBinding] = [
        KeyBinding(.tab, in: KeyContext.panes, .focusNext, label: "focus", help: "next pane, previous pane"),
        KeyBinding(
            .backTab, in: KeyContext.panes, .focusPrevious, label: nil, help: "next pane, previous pane"),
        KeyBinding(
            .character("f"), in: KeyContext.panes, .follow, label: "follow", help: "follow the newest hit, or stay"),
        KeyBinding(
            .character("o"), in: KeyContext.panes, .output, label: "output",
            help: "give the keyboard to the program; Ctrl-] returns"),
        KeyBinding(
            .enter, in: [.hits, .writers], .detail, label: "detail",
            help: "the whole story of a hit or writer: value, code, registers, stack"),
        KeyBinding(
            .character("["), in: [.hits], .previousHit, label: nil, help: "previous, next hit of the same slot"),
        KeyBinding(.character("]"), in: [.hits], .nextHit, label: nil, help: "previous, next hit of the same slot"),
        KeyBinding(
            .character("v"), in: KeyContext.panes, .stack, label: "stack",
            help: "view the stack and the registers of the stopped thread"),
        KeyBinding(
            .character(":"), in: KeyContext.panes, .command, label: "command", help: "type a command; Tab completes it"),
        KeyBinding(
            .character("M"), in: KeyContext.panes, .threads, label: nil,
            help: "the matrix of threads and slots: what is armed where"),
        KeyBinding(.control("l"), in: KeyContext.panes, .redraw, label: nil, help: "paint the screen anew"),
        KeyBinding(.control("z"), in: KeyContext.panes, .suspend, label: nil, help: "suspend bptui; fg returns"),
        KeyBinding(.character("?"), in: KeyContext.panes, .help, label: "help", help: "this help"),
        KeyBinding(.character("q"), in: KeyContext.panes, .quit, label: "quit", help: "quit; what was launched dies"),
    ]

    private static let modalKeys: [KeyBinding] = [
        KeyBinding(.enter, in: [.prompt], .submit, label: "watch", help: "hand it in"),
        KeyBinding(.tab, in: [.prompt], .complete, label: nil, help: "complete the command, or the name"),
        KeyBinding(
            .escape, .control("c"), .control("g"), in: KeyContext.lines, .cancel, label: "cancel", help: "cancel"),
        edit(.left, .control("b"), .left),
        edit(.right, .control("f"), .right),
        edit(.home, .control("a"), .start),
        edit(.end, .control("e"), .end),
        edit(.backspace, .control("h"), .deleteBackward),
        edit(.delete, .control("d"), .deleteForward),
        edit(.control("u"), .control("u"), .eraseToStart),
        edit(.control("k"), .control("k"), .eraseToEnd),
        edit(.control("w"), .control("w"), .eraseWord),
        KeyBinding(.character("y"), .character("Y"), in: [.confirmation], .confirm, label: "yes", help: "yes"),
        KeyBinding(
            .character("n"), .character("N"), .escape, .control("c"), .character("q"), in: [.confirmation], .cancel,
            label: "no", help: "no"),
        KeyBinding(
            .escape, .character("?"), .enter, .control("c"), in: [.help], .cancel, label: "close",
            help: "close the help"),
        KeyBinding(
            .escape, .enter, .character("q"), .control("c"), in: [.detail], .cancel, label: "close",
            help: "close the detail"),
        KeyBinding(
            .escape, .enter, .character("M"), .character("q"), .control("c"), in: [.threads], .cancel, label: "close",
            help: "close the threads"),
        KeyBinding(.character("["), in: [.detail], .previousHit, label: "previous", help: "previous hit of the slot"),
        KeyBinding(
            .character("]"), in: [.detail], .nextHit, label: "next hit of the slot", help: "next hit of the slot"),
        KeyBinding(.tab, in: [.detail], .nextSection, label: "section", help: "next, previous section"),
        KeyBinding(.backTab, in: [.detail], .previousSection, label: nil, help: "next, previous section"),
        move(.up, .up, in: [.palette], "move in the list"), move(.down, .down, in: [.palette], "move in the list"),
        move(.pageUp, .pageUp, in: [.palette], "move in the list"),
        move(.pageDown, .pageDown, in: [.palette], "move in the list"),
        move(.up, .up, in: scrolling, "scroll"), move(.down, .down, in: scrolling, "scroll"),
        move(.pageUp, .pageUp, in: scrolling, "scroll"),
        move(.pageDown, .pageDown, in: scrolling, "scroll"),
        move(.home, .first, in: scrolling, "scroll"), move(.end, .last, in: scrolling, "scroll"),
        KeyBinding(
            .control("]"), in: [.keyboard], .releaseKeyboard, label: "back from the program's keyboard",
            help: "take the keyboard back from the program"),
    ]

    private static let scrolling: Set<KeyContext> = [.help, .detail, .threads, .watches, .themes, .messages, .guide]

    private static func move(
        _ key: KeyPress, _ movement: Action.Movement, in contexts: Set<KeyContext>, _ help: String
    ) -> KeyBinding {
        KeyBinding(key, in: contexts, .move(movement), label: nil, help: help)
    }

    private static func edit(_ key: KeyPress, _ alternative: KeyPress, _ edit: LineEditor.Edit) -> KeyBinding {
        KeyBinding(key, alternative, in: KeyContext.lines, .type(edit), label: nil, help: "edit the line")
    }
}
