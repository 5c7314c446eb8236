/// What a pane shows and where it comes from, for the person who meets it first (F1).
package struct PaneGuide: Hashable, Sendable {
    package struct Part: Hashable, Sendable {
        package let heading: String
        package let paragraphs: [String]
    }

    package let title: String
    package let parts: [Part]
    /// Keys of every pane that are this one's in particular.
    package let actions: [Action]

    private init(_ title: String, shows: [String], from: [String], actions: [Action]) {
        self.title = title
        parts = [
            Part(heading: "What it shows", paragraphs: shows), Part(heading: "Where it comes from", paragraphs: from),
        ]
        self.actions = actions
    }

    package static func of(_ focus: Focus) -> PaneGuide {
        switch focus {
        case .slots: slots
        case .control: control
        case .status: status
        case .hits: hits
        case .writers: writers
        case .output: output
        }
    }

    private static let slots = PaneGuide(
        "The slots DR0 to DR3",
        shows: [
            "The processor has four debug registers for addresses; each can watch 1, 2, 4 or 8 aligned bytes. A slot shows "
                + "what it watches, the last change, how often it was hit, and the last place that did.",
            "● armed in every thread · ◐ armed in some · ○ free or disarmed · ■ taken by somebody else · ✗ refused. "
                + "A slot that was just hit flashes. 'silent' are writes that left the value as it was.",
        ],
        from: [
            "Hits come from the processor itself, the value from the program's memory right after the access. The name, the "
                + "type and the line come from the program's debug information."
        ],
        actions: [
            .add, .toggleArmed, .cycleKind, .cycleLength, .toggleAction, .toggleMechanism, .condition, .ignoreCount,
            .toggleOneShot, .toggleChangedOnly, .remove, .undo, .redo, .copy, .zoom,
        ])

    private static let control = PaneGuide(
        "DR7, the debug control register",
        shows: [
            "All 32 bits of the register that says which slots are on, for which access and for how many bytes, under the "
                + "names of the manual: Ln and Gn enable slot n, R/Wn is the kind of access, LENn the length. Bits have the "
                + "colour of their slot; one that has changed since the last stop is underlined.",
            "The bit under the cursor explains itself in the border, and says what would happen if it were flipped.",
        ],
        from: [
            "The value is what bptui has installed in the program's threads, as ptrace presents it (Intel SDM volume 3, 18.2)."
        ],
        actions: [.toggleArmed, .cycleKind, .cycleLength, .undo, .redo, .copy])

    private static let status = PaneGuide(
        "DR6, the debug status register",
        shows: [
            "The bits that the processor set at the last trap, or at the hit under the cursor: B0 to B3 name every slot "
                + "that fired, BS a single step. BLD and RTM are active low: they say something when they are clear."
        ],
        from: [
            "The register of the thread that was hit, read at the trap. A hit that perf saw has none: nobody read it."
        ],
        actions: [.copy])

    private static let hits = PaneGuide(
        "The log of hits",
        shows: [
            "A line for every access that a slot saw, in order: its number, the time, the slot, the thread, what it did, the "
                + "value before and after, and the place in the program. Several slots of one trap are joined by └.",
            "! marks a writer with fewer than one in a hundred hits, = a write that changed nothing, ≠ a change that "
                + "no instruction of the program made.",
        ],
        from: [
            "The tracer records each trap; the instruction is decoded afterwards, because the processor reports a data access "
                + "only when it has happened. The oldest hits leave memory for a file."
        ],
        actions: [.filter, .follow, .copy, .zoom])

    private static let writers = PaneGuide(
        "The writers",
        shows: [
            "Who touches the watched memory, and how often: grouped by instruction, function, thread or value. A rare "
                + "writer stands out, because it is often the culprit."
        ],
        from: ["Counted from the hits that the filter lets through, since the start or since Z."],
        actions: [.filter, .cycleWriters, .sortWriters, .resetWriters, .copy, .zoom])

    private static let output = PaneGuide(
        "The program's output",
        shows: ["What the program writes to its terminal. It never touches the rest of the screen."],
        from: [
            "The program has a terminal of its own, as wide as this pane. o hands it the keyboard, Ctrl-] takes it back; "
                + "--tty gives the program a real terminal instead; --stdin, --stdout and --stderr take files for one stream."
        ],
        actions: [.output, .copy, .zoom])
}
