import DebugRegisters
import Testing
import WatchSlots

/// How counts of a part of the time are scaled, and how far they can be trusted.
@Suite struct WatchCoverageTests {
    private static let id = WatchID(rawValue: 1)
    private static let millisecond: UInt64 = 1_000_000

    private static func coverage(_ slices: [UInt64], waits: UInt64 = 0, _ each: UInt64 = 100) -> WatchCoverage {
        var coverage = WatchCoverage(watch: id)
        for hits in slices { coverage.addSlice(each * millisecond, hits: hits) }
        coverage.addWait(waits * millisecond)
        return coverage
    }

    @Test func allOfTheTimeIsExact() {
        let coverage = Self.coverage([10, 12])
        #expect(coverage.share == 1 && coverage.estimate == .exact(22))
        #expect(WatchCoverage(watch: Self.id).share == nil)
    }

    @Test func aQuarterIsScaledByFour() throws {
        let coverage = Self.coverage(Array(repeating: 100, count: 20), waits: 6000)
        #expect(coverage.share == 0.25 && coverage.hits == 2000)
        guard case .scaled(let estimate, let error?, let least) = coverage.estimate else {
            Issue.record("\(coverage.estimate)")
            return
        }
        #expect(abs(estimate - 8000) < 1e-6)
        // Slices that do not differ at all leave Poisson's error: √(2001 · 3 · 4) hits, at 95 %.
        #expect(abs(least - 1.96 * (2001.0 * 12).squareRoot()) < 0.01)
        #expect(error >= least && error < 1.1 * least)
    }

    @Test func slicesThatDifferMakeTheErrorLarger() {
        let even = Self.coverage([100, 100, 100, 100], waits: 400)
        let bursts = Self.coverage([0, 400, 0, 0], waits: 400)
        guard case .scaled(let a, let small?, _) = even.estimate, case .scaled(let b, let large?, _) = bursts.estimate
        else {
            Issue.record("no error")
            return
        }
        #expect(a == b && large > 5 * small)
    }

    @Test func aSingleSliceHasNoKnownError() {
        guard case .scaled(let estimate, nil, let least) = Self.coverage([10], waits: 100).estimate else {
            Issue.record("one slice does not say how slices differ")
            return
        }
        #expect(estimate == 20 && least > 0)
    }

    /// What had its slot and could not be armed waited.
    @Test func timeWithoutRegistersIsNotArmed() throws {
        var table = WatchTable()
        var request = WatchRequest(address: .init(0x1000), byteCount: 8)
        request.claim = .flexible
        let watch = try table.register(request)
        var ledger = CoverageLedger()
        ledger.run(at: 100)
        ledger.pause(at: 400, table)
        ledger.run(at: 400)
        ledger.pause(at: 500, table, unarmed: [watch.id])
        let coverage = try #require(ledger.report(table) { _ in 9 }.first)
        #expect(coverage.armed == 300 && coverage.wanted == 400 && coverage.hits == 9)
    }

    @Test func noHitsIsNotNothing() {
        #expect(Self.coverage([0, 0], waits: 800).estimate == .none(atMost: 12))
        #expect(Self.coverage([], waits: 800).estimate == .unknown)
        #expect(Self.coverage([0, 0]).estimate == .exact(0))
    }

    /// The stated error holds what it says: over many programs with a steady, random rate the truth lies within ± in 95 %.
    @Test func theErrorIsHonest() {
        var random = SplitMix(state: 7)
        var inside = 0
        for _ in 0..<400 {
            var coverage = WatchCoverage(watch: Self.id)
            var truth: UInt64 = 0
            for slice in 0..<60 {
                // About Poisson with a mean of 8.
                let hits = UInt64((0..<80).count { _ in Int.random(in: 0..<10, using: &random) == 0 })
                truth += hits
                if slice % 3 == 0 {
                    coverage.addSlice(100 * Self.millisecond, hits: hits)
                } else {
                    coverage.addWait(100 * Self.millisecond)
                }
            }
            guard case .scaled(let estimate, let error?, _) = coverage.estimate else { continue }
            if abs(estimate - Double(truth)) <= error { inside += 1 }
        }
        #expect(inside >= 372 && inside < 400, "\(inside) of 400")
    }

    @Test func theLedgerCountsOnlyTheRunningTime() throws {
        var table = WatchTable()
        for n: UInt64 in 0..<5 {
            var request = WatchRequest(address: .init(0x1000 + 8 * n), byteCount: 8)
            request.claim = .flexible
            _ = try table.register(request)
        }
        var ledger = CoverageLedger()
        var hits: [WatchID: UInt64] = [:]
        ledger.run(at: 1000)
        hits[WatchID(rawValue: 1)] = 3
        ledger.pause(at: 1100, table)
        // A stop of whatever length.
        ledger.run(at: 9000)
        hits[WatchID(rawValue: 1)] = 5
        ledger.pause(at: 9100, table)
        ledger.endSlices { hits[$0] ?? 0 }
        table.rotate()
        ledger.run(at: 10_000)
        hits[WatchID(rawValue: 5)] = 7
        ledger.pause(at: 10_200, table)
        let report = ledger.report(table) { hits[$0] ?? 0 }
        #expect(report.map(\.wanted) == [400, 400, 400, 400, 400])
        #expect(report.map(\.armed) == [400, 400, 400, 200, 200])
        #expect(report.map(\.hits) == [5, 0, 0, 0, 7])
        #expect(report.map(\.sliceCount) == [2, 2, 2, 1, 1])
        try table.release(WatchID(rawValue: 1))
        ledger.keep(table)
        #expect(ledger.report(table) { hits[$0] ?? 0 }.count == 4)
    }
}
