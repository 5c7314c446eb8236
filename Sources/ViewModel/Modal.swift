package import WatchSlots

/// What lies over the panes and takes the keys.
package enum Modal: Hashable, Sendable {
    case prompt(Prompt)
    case filter(FilterPrompt)
    case confirmation(Confirmation)
    /// The keys and commands, from this line on.
    case help(firstLine: Int)
    /// A hit, a place or the present stop, from this line on.
    case detail(DetailSubject, firstLine: Int)
    /// The threads and their slots, from this line on.
    case threads(firstLine: Int)
    /// All watches, those without a register too, with the cursor on one of them.
    case watches(selected: WatchID?)
    case themes(ThemePicker)
}
