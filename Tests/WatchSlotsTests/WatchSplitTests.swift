import DebugRegisters
import Testing
import WatchSlots

@Suite struct WatchSplitTests {
    /// The fewest aligned pieces that cover a range exactly, by trying every cut.
    static func fewest(from start: UInt64, to end: UInt64, known: inout [UInt64: Int]) -> Int {
        if start == end { return 0 }
        if let answer = known[start] { return answer }
        var best = Int.max
        for length: UInt64 in [1, 2, 4, 8] where start % length == 0 && start + length <= end {
            best = min(best, 1 + fewest(from: start + length, to: end, known: &known))
        }
        known[start] = best
        return best
    }

    @Test(arguments: 0..<16 as Range<UInt64>)
    func everyAlignmentAndLengthIsCoveredExactlyWithTheFewestPieces(offset: UInt64) {
        for count: UInt64 in 1...32 {
            let start = 0x5555_5555_8000 + offset
            var known: [UInt64: Int] = [:]
            let fewest = Self.fewest(from: start, to: start + count, known: &known)
            do {
                let pieces = try WatchSplit.pieces(of: WatchRequest(address: .init(start), byteCount: count))
                #expect(pieces.count == fewest && fewest <= 4)
                var at = start
                for piece in pieces {
                    #expect(piece.range.lowerBound == at)
                    #expect(piece.address.isAligned(to: piece.length))
                    #expect(piece.kind == .write)
                    at = piece.range.upperBound
                }
                #expect(at == start + count)
            } catch {
                #expect(error == .tooLong(byteCount: count, pieces: fewest))
                #expect(fewest > 4)
            }
        }
    }

    @Test func aHugeRangeIsCountedWithoutWalkingIt() {
        #expect(throws: WatchError.tooLong(byteCount: 1 << 46, pieces: 1 << 43)) {
            try WatchSplit.pieces(of: WatchRequest(address: .init(0), byteCount: 1 << 46))
        }
        #expect(throws: WatchError.tooLong(byteCount: 1001, pieces: 126)) {
            try WatchSplit.pieces(of: WatchRequest(address: .init(7), byteCount: 1001))
        }
    }

    @Test func theDocumentedExample() throws {
        let pieces = try WatchSplit.pieces(of: WatchRequest(address: .init(0x1004), byteCount: 24))
        #expect(WatchError.cut(of: pieces) == "4+8+8+4")
    }

    @Test(arguments: [WatchKind.write, .readWrite])
    func aLengthThatWasGivenIsNotRealigned(kind: WatchKind) throws {
        for count: UInt64 in [1, 2, 4, 8] {
            for address: UInt64 in 0x1000..<0x1010 {
                let request = WatchRequest(address: .init(address), byteCount: count, kind: kind, mayRealign: false)
                if address % count == 0 {
                    #expect(try WatchSplit.pieces(of: request).map(\.range) == [address..<address + count])
                } else {
                    #expect(throws: WatchError.misaligned(.init(address), count)) {
                        try WatchSplit.pieces(of: request)
                    }
                }
            }
        }
        for count: UInt64 in [3, 5, 6, 7] {
            #expect(throws: WatchError.badLength(count)) {
                try WatchSplit.pieces(
                    of: WatchRequest(address: .init(0x1000), byteCount: count, kind: kind, mayRealign: false))
            }
        }
        let long = WatchRequest(address: .init(0x1004), byteCount: 24, kind: kind, mayRealign: false)
        #expect(try WatchSplit.pieces(of: long).count == 4)
    }

    @Test func executionIsWatchedAtOneAddress() throws {
        // A function's size is no wish for its length.
        let function = WatchRequest(address: .init(0x1003), byteCount: 117, kind: .execute)
        #expect(try WatchSplit.pieces(of: function).map(\.range) == [0x1003..<0x1004])
        let given = WatchRequest(address: .init(0x1003), byteCount: 4, kind: .execute, mayRealign: false)
        #expect(throws: WatchError.executeLength(4)) { try WatchSplit.pieces(of: given) }
    }

    @Test func theEndOfUserSpaceIsTheEnd() throws {
        let end = WatchPiece.userEnd.rawValue
        #expect(try WatchSplit.pieces(of: WatchRequest(address: .init(end - 8), byteCount: 8)).count == 1)
        for (address, count) in [(end - 8, 9), (end, 1), (.max, 1), (.max, .max), (8, .max), (1 << 63, 8)]
            as [(UInt64, UInt64)]
        {
            #expect(throws: WatchError.notUserAddress(.init(address))) {
                try WatchSplit.pieces(of: WatchRequest(address: .init(address), byteCount: count))
            }
        }
        #expect(throws: WatchError.emptyRange) {
            try WatchSplit.pieces(of: WatchRequest(address: .init(8), byteCount: 0))
        }
    }

    @Test func onlyValidPiecesExist() {
        #expect(throws: WatchError.misaligned(.init(4), 8)) {
            try WatchPiece(address: .init(4), length: .eight, kind: .write)
        }
        #expect(throws: WatchError.executeLength(2)) { try WatchPiece(address: .init(4), length: .two, kind: .execute) }
        #expect(throws: WatchError.notUserAddress(WatchPiece.userEnd)) {
            try WatchPiece(address: WatchPiece.userEnd, length: .one, kind: .write)
        }
    }
}
