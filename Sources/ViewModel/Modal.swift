package import WatchSlots

/// What lies over the panes and takes the keys.
package enum Modal: Hashable, Sendable {
    case prompt(Prompt)
    case filter(FilterPrompt)
    case confirmation(Confirmation)
    /// The keys and commands that have what is typed in them, from this line on.
    case help(firstLine: Int, filter: LineEditor = LineEditor())
    /// A hit, a place or the present stop, from this line on.
    case detail(DetailSubject, firstLine: Int)
    /// The threads and their slots, from this line on.
    case threads(firstLine: Int)
    /// All watches, those without a register too, with the cursor on one of them.
    case watches(selected: WatchID?)
    case themes(ThemePicker)
    /// All notices, from this line on.
    case messages(firstLine: Int)
    /// What a pane is, from this line on.
    case guide(Focus, firstLine: Int)
    case palette(Palette)
}
