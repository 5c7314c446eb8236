import Session
import Testing

@testable import Recording

/// A recording that is not whole is read as far as it is, and says where that ends.
@Suite(.timeLimit(.minutes(5))) struct DamageTests {
    private static let whole: [RecordedItem] = [
        .event(Samples.signal(after: 0, 1)), .hits(Samples.hits(1...3)), .event(Samples.signal(after: 3, 2)),
        .hits(Samples.hits(4...6)),
    ]

    private func sample() throws -> [UInt8] {
        try Samples.record { recorder in
            recorder.take(Samples.signal(after: 0, 1))
            recorder.take(.hits(Samples.hits(1...3)))
            recorder.flush()
            recorder.take(Samples.signal(after: 3, 2))
            recorder.take(.hits(Samples.hits(4...6)))
            recorder.flush()
        }
    }

    /// Items of which all are in the whole recording, in its order.
    private func isPart(_ items: [RecordedItem]) -> Bool {
        var events: [RecordedItem] = []
        var hits: [Hit] = []
        for item in items { if case .hits(let some) = item { hits += some } else { events.append(item) } }
        return Samples.hits(1...6).starts(with: hits)
            && [Self.whole[0], Self.whole[2]].starts(with: events)
    }

    @Test func cutAtEveryByte() throws {
        let bytes = try sample()
        #expect(try Samples.told(bytes).items == Self.whole)
        var toldMost = 0
        for count in 0..<bytes.count {
            do {
                let (items, cursor) = try Samples.told(Array(bytes[..<count]))
                #expect(isPart(items), "cut at \(count)")
                toldMost = max(toldMost, items.count)
                let isAtBlock = cursor.reader.damage == nil
                if !isAtBlock {
                    guard case .truncated(let offset)? = cursor.reader.damage else {
                        Issue.record("cut at \(count): \(String(describing: cursor.reader.damage))")
                        continue
                    }
                    #expect(offset < UInt64(count))
                }
                #expect(cursor.reader.end == nil)
            } catch let error as RecordingError {
                #expect(error == .empty || error == .notRecording, "cut at \(count)")
            }
        }
        #expect(toldMost == Self.whole.count, "without its end, all of it is there")
    }

    @Test func everyByteChanged() throws {
        let bytes = try sample()
        var damaged = 0
        for index in bytes.indices {
            for change in [0x01, 0x80, 0xFF] as [UInt8] {
                var changed = bytes
                changed[index] ^= change
                guard let (items, cursor) = try? Samples.told(changed) else { continue }
                #expect(isPart(items), "byte \(index) changed by \(change)")
                if cursor.damage != nil || cursor.reader.damage != nil { damaged += 1 }
            }
        }
        // All but the bytes of the header and of what names the program.
        #expect(damaged > 2 * bytes.count)
    }

    @Test func otherFilesAreRefused() {
        for (bytes, error) in [
            ([], .empty), (Array("#!/bin/sh\necho a longer file\n".utf8), .notRecording),
            (Array("bptuirec".utf8), .notRecording),
            (Array("bptuirec".utf8) + [2, 0, 0, 0, 8, 0, 0, 0], .version(2)),
            (Array("bptuirec".utf8) + [1, 0, 0, 0, 4, 0, 0, 0], .version(1)),
            (Array("bptuirec".utf8) + [1, 0, 0, 0, 8, 0, 0, 0], .empty),
        ] as [([UInt8], RecordingError)] {
            #expect(throws: error) { _ = try RecordingReader(MemoryBytes(bytes)) }
        }
    }

    @Test func bytesByChance() throws {
        var random = SystemRandomNumberGenerator()
        let head = try Array(sample().prefix(300))
        for round in 0..<2000 {
            let tail = (0..<Int.random(in: 0...400, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try? Samples.told(Array(head.prefix(round % 300)) + tail)
        }
    }

    /// Whole by its checksums, and made by somebody who means harm.
    @Test func contentThatNobodyWrote() throws {
        let bytes = try Samples.record { recorder in
            recorder.take(.suppressed([1]))
            recorder.take(.sites([]))
        }
        let (items, cursor) = try Samples.told(bytes)
        #expect(items == [.event(.sites([]))])
        #expect(cursor.skippedCount == 1)
        let hits = try Samples.record { $0.take(.hits([Samples.hit(1, site: .max)])) }
        let (none, second) = try Samples.told(hits)
        #expect(none.isEmpty)
        #expect(second.damage != nil || second.reader.hitCount == 0 || second.reader.damage != nil)
    }
}
