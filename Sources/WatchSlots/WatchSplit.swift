import DebugRegisters

/// A range cut into aligned pieces: the fewest slots that cover exactly these bytes.
public enum WatchSplit {
    /// The largest aligned piece that fits, again and again, in ascending order.
    ///
    /// - Throws: `WatchError.emptyRange`, `.notUserAddress`, `.executeLength` or `.tooLong` (over four pieces);
    ///   with `mayRealign` false also `.badLength` and `.misaligned`.
    public static func pieces(of request: WatchRequest) throws(WatchError) -> [WatchPiece] {
        let start = request.address.rawValue
        let count = request.byteCount
        guard count > 0 else { throw .emptyRange }
        guard start < WatchPiece.userEnd.rawValue, count <= WatchPiece.userEnd.rawValue - start else {
            throw .notUserAddress(request.address)
        }
        if request.kind == .execute {
            guard count == 1 || request.mayRealign else { throw .executeLength(count) }
            return [try WatchPiece(address: request.address, length: .one, kind: .execute)]
        }
        if !request.mayRealign {
            // A length the user gave: a slot's own length must stand aligned, and 3, 5, 6 or 7 is more likely a slip
            // than a wish for several slots. What is longer than a slot is cut into pieces, as that is what it takes.
            if let exact = Int(exactly: count).flatMap(WatchLength.init(byteCount:)) {
                return [try WatchPiece(address: request.address, length: exact, kind: request.kind)]
            }
            guard count > 8 else { throw .badLength(count) }
        }
        let needed = pieceCount(start: start, byteCount: count)
        guard needed <= UInt64(SlotIndex.allCases.count) else {
            throw .tooLong(byteCount: count, pieces: Int(clamping: needed))
        }
        var pieces: [WatchPiece] = []
        var at = start
        let end = start + count
        while at < end {
            let length = longest(at: at, end: end)
            pieces.append(try WatchPiece(address: .init(at), length: length, kind: request.kind))
            at += UInt64(length.byteCount)
        }
        return pieces
    }

    /// The longest aligned piece that starts at `at` and does not reach beyond `end`.
    private static func longest(at: UInt64, end: UInt64) -> WatchLength {
        WatchLength.allCases.last { at % UInt64($0.byteCount) == 0 && UInt64($0.byteCount) <= end - at } ?? .one
    }

    /// The number of pieces, also of a range too long to be walked.
    private static func pieceCount(start: UInt64, byteCount: UInt64) -> UInt64 {
        var at = start
        var count: UInt64 = 0
        let end = start + byteCount
        while at < end {
            if at % 8 == 0, end - at >= 8 {
                count += (end - at) / 8
                at = end - (end - at) % 8
            } else {
                count += 1
                at += UInt64(longest(at: at, end: end).byteCount)
            }
        }
        return count
    }
}
