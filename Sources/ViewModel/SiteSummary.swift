package import Session

/// How often a place touched its slot.
package struct SiteSummary: Hashable, Sendable {
    package var count: UInt64 = 0
    package var first: Hit?
    package var last: Hit?
}

extension AppState {
    /// Of the hits that are kept.
    package func summary(of id: SiteID) -> SiteSummary {
        var summary = SiteSummary()
        for ordinal in hits.ordinals where hits[ordinal].site == id {
            summary.count += 1
            if summary.first == nil { summary.first = hits[ordinal] }
            summary.last = hits[ordinal]
        }
        return summary
    }
}
