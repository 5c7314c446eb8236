package import Session
import Tracing

/// Tallies by (site, number): a hash table with open addressing, since every hit is looked up.
package struct TallyTable: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let site: SiteID
        /// A thread, or a value.
        package let key: UInt64
        package fileprivate(set) var tally: WriterTally
    }

    package private(set) var entries: [Entry] = []
    /// Hits for which there was no room.
    package private(set) var restCount: UInt64 = 0
    private let limit: Int
    /// 1 + the index of an entry, or 0. A power of two of them, at most half of them taken.
    private var places: [UInt32] = []
    /// The entry of the hit before: most hits come from where the last one came.
    private var recent = 0

    /// - Parameter limit: entries that are kept at most; later ones go into `restCount`.
    init(limit: Int) { self.limit = limit }

    @inline(__always)
    mutating func count(_ hit: Hit, site: SiteID, key: UInt64, time: UInt64, trap: UInt64) {
        if recent < entries.count, entries[recent].key == key, entries[recent].site == site {
            entries[recent].tally.add(hit, time: time, trap: trap)
            return
        }
        var place = self.place(site, key)
        while !places.isEmpty, places[place] != 0 {
            let index = Int(places[place]) - 1
            if entries[index].key == key, entries[index].site == site {
                entries[index].tally.add(hit, time: time, trap: trap)
                recent = index
                return
            }
            place = (place + 1) & (places.count - 1)
        }
        add(hit, site: site, key: key)
    }

    private mutating func add(_ hit: Hit, site: SiteID, key: UInt64) {
        guard entries.count < limit else {
            restCount &+= 1
            return
        }
        entries.append(Entry(site: site, key: key, tally: WriterTally(hit)))
        recent = entries.count - 1
        if entries.count * 2 > places.count {
            places = Array(repeating: 0, count: max(64, places.count * 2))
            for index in entries.indices { insert(index) }
        } else {
            insert(entries.count - 1)
        }
    }

    private mutating func insert(_ index: Int) {
        var place = self.place(entries[index].site, entries[index].key)
        while places[place] != 0 { place = (place + 1) & (places.count - 1) }
        places[place] = UInt32(index + 1)
    }

    @inline(__always)
    private func place(_ site: SiteID, _ key: UInt64) -> Int {
        var mixed = key &+ (UInt64(site.rawValue) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mixed >> 32) & (places.count - 1)
    }
}
