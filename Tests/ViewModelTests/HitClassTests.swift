import DebugRegisters
import HitRules
import Session
import Testing
import Tracing
import ViewModel

@Suite struct HitClassTests {
    private static let records: [Hit] = WatchKind.allCases.flatMap { kind in
        (0..<128).flatMap { flags in
            [(1, 1), (1, 2)].map { old, new in
                Samples.hit(1, old: old, new: new, kind: kind, flags: HitRecord.Flags(rawValue: UInt8(flags)))
            }
        }
    }
    private static let accesses: [AccessKind?] = [nil] + AccessKind.allCases

    /// The counters by class tell the same story as the records.
    @Test func aClassHasTheOutcomeOfItsRecords() {
        for hit in Self.records {
            for access in Self.accesses {
                #expect(HitClass(hit.record).outcome(access: access) == hit.record.outcome(access: access))
            }
        }
    }

    @Test func everyClassHasABitOfItsOwn() {
        #expect(Set(HitClass.allCases.map(\.bit)).count == HitClass.allCases.count)
        #expect(HitClass.allCases.allSatisfy { $0.bit.nonzeroBitCount == 1 })
    }

    @Test func outcomesFollowTheAccess() {
        var counts = HitClassCounts()
        counts.add(.accessEquals, 5)
        counts.add(.accessDiffers, 2)
        #expect(counts.outcomes(access: nil)[.unknown] == 5)
        #expect(counts.outcomes(access: nil)[.changed] == 2)
        #expect(counts.outcomes(access: .read)[.read] == 7)
        #expect(counts.outcomes(access: .write)[.same] == 5)
        #expect(counts.outcomes(access: .readWrite)[.changed] == 2)
    }

    @Test func accessesInWords() {
        let words: [(HitClass, AccessKind?, String)] = [
            (.execute, nil, "exec"), (.write, nil, "write"), (.writeEquals, .readWrite, "write"),
            (.accessEquals, .read, "read"), (.accessEquals, .write, "write"), (.accessEquals, .readWrite, "r/w"),
            (.accessEquals, nil, "r/w?"), (.accessMayDiffer, nil, "r/w?"), (.accessDiffers, nil, "write"),
        ]
        for (hitClass, access, word) in words { #expect(HitAccess(hitClass, access: access).word == word) }
        #expect(HitAccess.read.merged(with: .write) == .readWrite)
        #expect(HitAccess.read.merged(with: .read) == .read)
        #expect(HitAccess.unknown.merged(with: .write) == .mixed)
        #expect(HitAccess.execute.merged(with: .write) == .mixed)
    }
}
