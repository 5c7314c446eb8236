/// Whether an action can be done now.
package enum Availability: Hashable, Sendable {
    case ready
    /// Words for the user: `nothing to continue: the program is running`.
    case refused(String)
}
