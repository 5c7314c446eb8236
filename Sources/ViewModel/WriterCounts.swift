import DebugRegisters
package import Session
import Tracing

/// Who hit how often, kept hit by hit: what every grouping of the writers is put together from.
package struct WriterCounts: Hashable, Sendable {
    package struct SiteTally: Hashable, Sendable {
        package let site: SiteID
        package fileprivate(set) var tally: WriterTally
        package fileprivate(set) var classes: HitClassCounts
    }

    /// Sites in the order in which they were first counted.
    package private(set) var sites: [SiteTally] = []
    package private(set) var threads = TallyTable(limit: 1 << 14)
    /// By what the hit left in the slot; a counter's values fill the table, and the others are told as such.
    package private(set) var values = TallyTable(limit: 1 << 12)
    package private(set) var total: UInt64 = 0
    /// Hits that left no known value.
    package private(set) var withoutValue: UInt64 = 0
    /// By the site's number: 1 + its index in `sites`, or 0.
    private var places: [UInt32] = []

    package init() {}

    package var isEmpty: Bool { total == 0 }

    package mutating func count(_ hit: Hit) { count(hit, hit.record, HitClass(hit.record)) }

    @inline(__always)
    mutating func count(_ hit: Hit, _ record: HitRecord, _ hitClass: HitClass) {
        let site = hit.site
        let (time, trap) = (record.time, record.trap)
        total &+= 1
        let number = Int(site.rawValue)
        if number < places.count, places[number] != 0 {
            let index = Int(places[number]) - 1
            sites[index].tally.add(hit, time: time, trap: trap)
            sites[index].classes.add(hitClass)
        } else {
            add(hit, hitClass)
        }
        threads.count(hit, site: site, key: UInt64(UInt32(bitPattern: record.tid)), time: time, trap: trap)
        if record.flags.contains(.hasNew), record.kind != .execute {
            values.count(hit, site: site, key: record.new, time: time, trap: trap)
        } else {
            withoutValue &+= 1
        }
    }

    private mutating func add(_ hit: Hit, _ hitClass: HitClass) {
        let number = Int(hit.site.rawValue)
        if number >= places.count { places += Array(repeating: 0, count: number + 1 - places.count) }
        var classes = HitClassCounts()
        classes.add(hitClass)
        sites.append(SiteTally(site: hit.site, tally: WriterTally(hit), classes: classes))
        places[number] = UInt32(sites.count)
    }

    package subscript(site: SiteID) -> SiteTally? {
        let number = Int(site.rawValue)
        guard number < places.count, places[number] != 0 else { return nil }
        return sites[Int(places[number]) - 1]
    }
}
