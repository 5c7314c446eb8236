package import Session

/// What the detail tells about.
package enum DetailSubject: Hashable, Sendable {
    /// The ordinal is its place in the log, which may have dropped it since.
    case hit(Hit, ordinal: Int)
    /// Who touches a slot, over all of its hits.
    case site(SiteID)
    /// The thread that stopped, where it stands now.
    case stop
}
