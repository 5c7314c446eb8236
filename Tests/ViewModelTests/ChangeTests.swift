import DebugRegisters
import ProgramModel
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

/// What changed without a hit has a row of its own.
@Suite("Changes without a hit") struct ChangeTests {
    private static let call = SystemCall(
        tid: 10, number: 0, arguments: [3, 0x404010, 8, 0, 0, 0], result: 8, pc: 0x7000)

    private func change(_ old: UInt64, _ new: UInt64, by call: SystemCall? = nil, site: UInt32) -> FoundChange {
        var found = FoundChange(
            change: MemoryChange(
                pid: 10, watch: WatchID(rawValue: 1), slot: .dr0, old: old, new: new,
                cause: call.map { .systemCall($0) } ?? .unknown),
            after: 2, time: 2500, length: .eight, call: call == nil ? nil : "read(3, counter, 8)",
            place: call == nil ? CodePlace() : CodePlace(function: "fill", file: "a.c", line: 7))
        found.site = SiteID(rawValue: site)
        return found
    }

    private func site(of found: FoundChange) -> Site {
        var site = Site(
            id: found.site, watch: WatchID(rawValue: 1), slot: .dr0,
            query: SiteQuery(pc: found.record.pc, isExact: false, address: 0x404010, byteCount: 8),
            finding: SiteFinding(
                place: CodePlace(function: found.words, file: found.place.file, line: found.place.line)))
        site.isChange = true
        return site
    }

    private func state(with found: FoundChange) throws -> AppState {
        var state = try Samples.hits(2)
        _ = state.update(.session(.sites([site(of: found)])))
        _ = state.update(.session(.changed(found)))
        return state
    }

    @Test func itIsARowAndNoHit() throws {
        let found = change(2, 42, site: 7)
        var state = try state(with: found)
        #expect(state.hits.count == 3 && state.trapCount == 2)
        #expect(state.statistics[0].hits == 2 && state.statistics[0].changes == 1)
        let row = try #require(state.hits.last)
        #expect(row.old == 2 && row.new == 42 && row.flags.contains(.withoutHit))
        #expect(state.access(of: row) == .kernel)
        // The next hit is one of its own, though it follows the same trap.
        _ = state.update(.session(.hits([Samples.hit(3)])))
        #expect(state.trapCount == 3)
    }

    /// Who made a call is found out after the hits that followed it: the slot shows what stands there now.
    @Test func itDoesNotHideALaterHit() throws {
        var state = try Samples.hits(3)
        let last = state.statistics[0].last
        _ = state.update(.session(.changed(change(2, 42, site: 7))))
        #expect(state.statistics[0].changes == 1)
        #expect(state.statistics[0].last == last && last?.trap == 3)
    }

    @Test func itHasAWriterOfItsOwn() throws {
        let found = change(2, 42, by: Self.call, site: 7)
        let state = try state(with: found)
        let row = try #require(state.writerRows.first { $0.site == found.site })
        #expect(row.count == 1 && row.access == .kernel)
        #expect(state.writerRows.count == 2)
    }
}
