import DebugRegisters
package import Session
import Tracing

/// Who hit how often, kept hit by hit: what every grouping of the writers is put together from.
package struct WriterCounts: Hashable, Sendable {
    package struct SiteTally: Hashable, Sendable {
        package let site: SiteID
        package fileprivate(set) var tally: WriterTally
    }

    /// What is counted besides sites, which groupings by instruction and function are made of.
    package enum Detail: Hashable, Sendable {
        case sites, threads, values, all

        /// What a grouping needs.
        init(_ grouping: WriterGrouping) {
            switch grouping {
            case .instruction, .function: self = .sites
            case .thread: self = .threads
            case .value: self = .values
            }
        }
    }

    private let detail: Detail
    /// Sites in the order in which they were first counted.
    package private(set) var sites: [SiteTally] = []
    package private(set) var threads = TallyTable(limit: 1 << 14)
    /// By what the hit left in the slot; a counter's values fill the table, and the others are told as such.
    package private(set) var values = TallyTable(limit: 1 << 12)
    package private(set) var total: UInt64 = 0
    /// Hits that left no known value.
    package private(set) var withoutValue: UInt64 = 0
    /// By the index in `sites` and the class, in one array: it is written once a hit.
    private var classes: [UInt64] = []
    private static let stride = 16
    /// By the site's number: 1 + its index in `sites`, or 0.
    private var places: [UInt32] = []

    package init(_ detail: Detail = .all) { self.detail = detail }

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
            classes[index * Self.stride + Int(hitClass.rawValue)] &+= 1
        } else {
            add(hit, hitClass)
        }
        if detail == .all || detail == .threads {
            threads.count(hit, site: site, key: UInt64(UInt32(bitPattern: record.tid)), time: time, trap: trap)
        }
        guard detail == .all || detail == .values else { return }
        if record.flags.contains(.hasNew), record.kind != .execute {
            values.count(hit, site: site, key: record.new, time: time, trap: trap)
        } else {
            withoutValue &+= 1
        }
    }

    private mutating func add(_ hit: Hit, _ hitClass: HitClass) {
        let number = Int(hit.site.rawValue)
        if number >= places.count { places += Array(repeating: 0, count: number + 1 - places.count) }
        sites.append(SiteTally(site: hit.site, tally: WriterTally(hit)))
        classes += Array(repeating: 0, count: Self.stride)
        classes[classes.count - Self.stride + Int(hitClass.rawValue)] = 1
        places[number] = UInt32(sites.count)
    }

    private func index(of site: SiteID) -> Int? {
        let number = Int(site.rawValue)
        return number < places.count && places[number] != 0 ? Int(places[number]) - 1 : nil
    }

    package subscript(site: SiteID) -> SiteTally? { index(of: site).map { sites[$0] } }

    /// The hits of a site by class.
    package func classes(of site: SiteID) -> HitClassCounts {
        var counts = HitClassCounts()
        guard let index = index(of: site) else { return counts }
        for hitClass in HitClass.allCases {
            counts.add(hitClass, classes[index * Self.stride + Int(hitClass.rawValue)])
        }
        return counts
    }
}
