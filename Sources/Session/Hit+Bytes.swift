import Tracing

/// A hit as 64 bytes of a file; its site lies where the record's `eventsBefore` does.
extension Hit {
    package static let byteCount = HitRecord.byteCount

    @inline(__always)
    package func store(to bytes: UnsafeMutableRawPointer) { record.store(to: bytes) }

    /// - Parameter bytes: 64 of any content.
    /// - Returns: nil when they are no hit.
    @inline(__always)
    package init?(loading bytes: UnsafeRawPointer) {
        guard let record = HitRecord(loading: bytes) else { return nil }
        self.init(record, site: SiteID(rawValue: record.eventsBefore))
    }
}

/// As bytes, for the sake of `SessionEvent`: a recording has its hits in blocks of their own.
extension Hit: Codable {
    package func encode(to encoder: any Encoder) throws {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        bytes.withUnsafeMutableBytes { if let base = $0.baseAddress { store(to: base) } }
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let bytes = try container.decode([UInt8].self)
        let hit = bytes.withUnsafeBytes { bytes -> Hit? in
            guard bytes.count == Self.byteCount, let base = bytes.baseAddress else { return nil }
            return Hit(loading: base)
        }
        guard let hit else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "no hit") }
        self = hit
    }
}
