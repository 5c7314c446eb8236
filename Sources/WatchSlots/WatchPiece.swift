public import DebugRegisters

/// What one slot can hold: an address aligned to its length, in user space, and a kind. Only valid ones exist.
public struct WatchPiece: Hashable, Sendable, BitwiseCopyable, Codable {
    public let address: LinearAddress
    public let length: WatchLength
    public let kind: WatchKind

    /// The first address beyond what a program may watch: TASK_SIZE_MAX of four-level paging
    /// (arch/x86/include/asm/page_64_types.h). The kernel refuses slots at or above it.
    public static let userEnd = LinearAddress(0x7fff_ffff_f000)

    /// - Throws: `WatchError.misaligned`, `.notUserAddress` or `.executeLength`.
    public init(address: LinearAddress, length: WatchLength, kind: WatchKind) throws(WatchError) {
        guard kind != .execute || length == .one else { throw .executeLength(UInt64(length.byteCount)) }
        guard address.isAligned(to: length) else { throw .misaligned(address, UInt64(length.byteCount)) }
        guard address < Self.userEnd else { throw .notUserAddress(address) }
        self.address = address
        self.length = length
        self.kind = kind
    }

    /// The addresses it covers.
    @inlinable public var range: Range<UInt64> {
        address.rawValue..<address.rawValue + UInt64(length.byteCount)
    }
}

extension WatchPiece {
    private enum CodingKeys: String, CodingKey { case address, length, kind }

    /// Decodes and validates: a message from another process makes no invalid piece either.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            address: values.decode(LinearAddress.self, forKey: .address),
            length: values.decode(WatchLength.self, forKey: .length),
            kind: values.decode(WatchKind.self, forKey: .kind))
    }
}
