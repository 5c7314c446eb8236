/// What lies over the panes and takes the keys.
package enum Modal: Hashable, Sendable {
    case prompt(WatchPrompt)
    case filter(FilterPrompt)
    case confirmation(Confirmation)
    /// The keys, from this line on.
    case help(firstLine: Int)
}
