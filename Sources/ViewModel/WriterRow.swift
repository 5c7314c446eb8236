package import DebugRegisters
package import Session

/// One row of the writers.
package struct WriterRow: Hashable, Sendable {
    package let key: WriterKey
    package var tally: WriterTally?
    package var count: UInt64
    package var slots: SlotSet
    /// The busiest site of the group, and its hits; nil for `others`.
    package var site: SiteID?
    var siteCount: UInt64
    /// How many sites are in the group.
    package var sites: Int
    package var access: HitAccess?
    /// What its hits did; nil where that is not counted.
    package var outcomes: OutcomeCounts?
    /// Fewer than one in a hundred of its slots' hits, and there are enough to say so.
    package var isRare = false
    /// For the order by name.
    var name = ""
}
