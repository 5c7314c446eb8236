import DebugRegisters
import ProgramModel
import Screen
import Session
import Testing
import Tracing
import ViewModel
import WatchSlots

/// Changes without a hit, as they are shown.
@Suite struct ChangeTextTests {
    private func state(by call: SystemCall?) throws -> AppState {
        var state = try Scenes.running(120, 36)
        var found = FoundChange(
            change: MemoryChange(
                pid: 1, watch: WatchID(rawValue: 1), slot: .dr0, old: 41, new: 42,
                cause: call.map { .systemCall($0) } ?? .unknown),
            after: 9000, time: 1_000_000, length: .eight, call: call == nil ? nil : "read(3, total, 8)",
            place: call == nil ? CodePlace() : CodePlace(function: "fill", file: "a.c", line: 7))
        found.site = SiteID(rawValue: 3)
        var site = Site(
            id: found.site, watch: WatchID(rawValue: 1), slot: .dr0,
            query: SiteQuery(pc: found.record.pc, isExact: false, address: 0x1000, byteCount: 8),
            finding: SiteFinding(
                place: CodePlace(function: found.words, file: found.place.file, line: found.place.line)))
        site.isChange = true
        Scenes.apply([.sites([site]), .changed(found)], to: &state)
        return state
    }

    private func text(of state: AppState) throws -> String {
        let frame = ScreenRenderer(try GoldenTests.capabilities(.plain)).frame(of: state)
        return AnsiDump.plain(frame).joined(separator: "\n")
    }

    @Test func theRowNamesTheCall() throws {
        let call = SystemCall(tid: 77, number: 0, arguments: [3, 0x1000, 8, 0, 0, 0], result: 8, pc: 0x7000)
        let text = try text(of: state(by: call))
        let row = try #require(text.split(separator: "\n").first { $0.contains("# 0  ") }, "\(text)")
        #expect(row.contains("kernel") && row.contains("read(3, total, 8)") && row.contains("77"), "\(text)")
        #expect(text.contains("1 by the kernel"), "\(text)")
    }

    @Test func theRowNamesNobodyWhereNobodyIsKnown() throws {
        let text = try text(of: state(by: nil))
        let row = try #require(text.split(separator: "\n").first { $0.contains("# 0  ") }, "\(text)")
        #expect(row.contains("kernel or another"), "\(text)")
    }

    @Test func theDetailSaysWhyThereIsNoInstruction() throws {
        var state = try state(by: nil)
        state.focus = .hits
        _ = state.update(.key(.enter))
        let text = try text(of: state)
        #expect(text.contains("changed without a hit"), "\(text)")
        #expect(text.contains("--syscalls"), "\(text)")
    }
}
