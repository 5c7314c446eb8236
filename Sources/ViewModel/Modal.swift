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
    case themes(ThemePicker)
}
