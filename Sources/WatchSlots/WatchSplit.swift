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
            // A length the user gave: one slot when it is a slot's length, else whole aligned pieces or a reason why not.
            if let exact = Int(exactly: count).flatMap(WatchLength.init(byteCount:)) {
                return [try WatchPiece(address: request.address, length: exact, kind: request.kind)]
            }
            guard count > 8 else { throw .badLength(count) }
        }
        var pieces: [WatchPiece] = []
        var total = 0
        var at = start
        let end = start + count
        while at < end {
            let length =
                WatchLength.allCases.last {
                    at % UInt64($0.byteCount) == 0 && UInt64($0.byteCount) <= end - at
                } ?? .one
            total += 1
            if total > 64 { break }
            if total <= 4 { pieces.append(try WatchPiece(address: .init(at), length: length, kind: request.kind)) }
            at += UInt64(length.byteCount)
        }
        guard total <= SlotIndex.allCases.count else {
            throw .tooLong(byteCount: count, pieces: at < end ? Int(clamping: count / 8 + 1) : total)
        }
        return pieces
    }
}
