package import Tracing

/// A hit as the fronts keep it: the tracer's record, and the site that it belongs to. 64 bytes.
@dynamicMemberLookup
package struct Hit: Hashable, Sendable, BitwiseCopyable {
    private var stored: HitRecord

    package init(_ record: HitRecord, site: SiteID) {
        stored = record
        // The order with the tracer's events has been made by now: the four bytes are free for the site.
        stored.eventsBefore = site.rawValue
    }

    package var site: SiteID { SiteID(rawValue: stored.eventsBefore) }
    package var record: HitRecord { stored }

    package subscript<Value>(dynamicMember path: KeyPath<HitRecord, Value>) -> Value { stored[keyPath: path] }
}
