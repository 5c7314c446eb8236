import DebugRegisters
import Session
import Synchronization
import Testing
import Tracing

@testable import ViewModel

/// Hits that leave memory are read from where they are archived, and the log shows them as before.
@Suite struct ArchiveTests {
    /// Keeps hits as a recording's file does.
    final class Archive: HitArchive {
        private struct State {
            var hits: [Hit] = []
            var first = 0
            var isOpen = true
        }
        private let state = Mutex(State())

        func add(_ hits: [Hit]) { state.withLock { $0.hits += hits } }
        func giveUp(to ordinal: Int) { state.withLock { $0.first = ordinal } }
        func end() { state.withLock { $0.isOpen = false } }

        var ordinals: Range<Int> { state.withLock { $0.first..<$0.hits.count } }
        var isOpen: Bool { state.withLock { $0.isOpen } }
        func hit(at ordinal: Int) -> Hit? { hits(from: ordinal, count: 1).first }
        func hits(from ordinal: Int, count: Int) -> [Hit] {
            state.withLock { state in
                guard ordinal >= state.first, ordinal < state.hits.count else { return [] }
                return Array(state.hits[ordinal..<min(ordinal + count, state.hits.count)])
            }
        }
    }

    private func hits(_ traps: Range<UInt64>) -> [Hit] {
        traps.map { Samples.hit($0, slot: $0 % 7 == 3 ? .dr1 : .dr0) }
    }

    @Test func nothingIsDropped() {
        let archive = Archive()
        var store = HitStore(limit: 8192, archive: archive)
        for start in stride(from: UInt64(0), to: 100_000, by: 1000) {
            archive.add(hits(start..<start + 1000))
            for hit in hits(start..<start + 1000) { store.append(hit) }
        }
        #expect(store.ordinals == 0..<100_000)
        #expect(store.count == 100_000)
        #expect(store.droppedCount == 0)
        #expect(store.memoryCount <= 8192)
        #expect(store.archivedCount + store.memoryCount == 100_000)
        for ordinal in stride(from: 0, to: 100_000, by: 997) { #expect(store[ordinal].trap == UInt64(ordinal)) }
        var ordinal = 99_999
        while ordinal >= 0 {
            let (first, chunk) = store.chunk(at: ordinal)
            #expect(chunk.map(\.trap) == Array(UInt64(first)..<UInt64(first + chunk.count)))
            ordinal = first - 1
        }
    }

    @Test func whatIsOnItsWayToTheFileStaysInMemory() {
        let archive = Archive()
        var store = HitStore(limit: 8192, archive: archive)
        for hit in hits(0..<50_000) { store.append(hit) }
        #expect(store.memoryCount == 50_000)
        archive.add(hits(0..<50_000))
        for hit in hits(50_000..<60_000) { store.append(hit) }
        #expect(store.memoryCount < 20_000)
        #expect(store.count == 60_000)
    }

    /// A disk that is full: what it has can be seen, and so can the newest.
    @Test func aGapIsLeftOutOfTheLog() throws {
        let archive = Archive()
        archive.add(hits(0..<10_000))
        archive.end()
        var state = AppState(width: 120, height: 36, hitLimit: 8192, archive: archive)
        try state.setFilter("slot:1")
        _ = state.update(.session(.hits(hits(0..<40_000))))
        let gap = state.hits.gap
        #expect(gap.lowerBound == 10_000)
        #expect(state.hits.count == 40_000 - gap.count)
        #expect(state.hits.droppedCount == gap.count)
        let shown = (0..<state.logged.count).map { state.hits[state.logged[$0]].trap }
        let matching = (0..<40_000).filter { ordinal in ordinal % 7 == 3 && !gap.contains(ordinal) }
        #expect(shown == matching.map { UInt64($0) })
        // Looked at anew, from above.
        try state.setFilter("slot:0")
        while state.filter?.progress(of: state.hits) != nil { _ = state.update(.tick(1)) }
        let others = (0..<40_000).filter { ordinal in ordinal % 7 != 3 && !gap.contains(ordinal) }
        #expect(state.logged.count == others.count)
        try state.setFilter("")
        #expect(state.logged.count == state.hits.count)
        #expect(state.logged[9999] == 9999)
        #expect(state.logged[10_000] == gap.upperBound)
        #expect(state.logged.position(from: gap.upperBound) == 10_000)
        #expect(state.logged.position(from: gap.lowerBound + 1) == 10_000)
        #expect(state.logged.position(from: 10_000) == 10_000)
    }

    @Test func theOldestOfTheFileAreGivenUp() {
        let archive = Archive()
        var store = HitStore(limit: 8192, archive: archive)
        archive.add(hits(0..<30_000))
        archive.giveUp(to: 12_000)
        for hit in hits(0..<30_000) { store.append(hit) }
        #expect(store.ordinals == 12_000..<30_000)
        #expect(store.droppedCount == 12_000)
        #expect(store[12_000].trap == 12_000)
    }

    @Test func aNewRunGoesOnInTheSameFile() {
        let archive = Archive()
        var store = HitStore(limit: 8192, archive: archive)
        archive.add(hits(0..<20_000))
        for hit in hits(0..<20_000) { store.append(hit) }
        store = store.anew()
        #expect(store.isEmpty)
        archive.add(hits(0..<20_000))
        for hit in hits(0..<20_000) { store.append(hit) }
        #expect(store[5].trap == 5)
        #expect(store.chunk(at: 5).hits.first?.trap == 0)
        #expect(store.ordinals == 0..<20_000)
    }
}

/// Against a plain list of ordinals.
@Suite struct MatchIndexTests {
    @Test(arguments: [0, 1, 4095, 4096, 70_000]) func asAList(start: Int) {
        let end = start + 600_000
        let dense = 300_000..<300_100
        let expected = (start..<end).filter { ordinal in ordinal % 977 < 3 || dense.contains(ordinal) }
        var index = MatchIndex(start..<start + 250_000)
        for ordinal in expected.reversed() where ordinal < start + 250_000 { index.insert(ordinal) }
        for ordinal in expected where ordinal >= start + 250_000 { index.insert(ordinal) }
        #expect(index.count == expected.count)
        for position in stride(from: 0, to: expected.count, by: 13) {
            #expect(index[position] == expected[position])
            #expect(index.position(from: expected[position]) == position)
            #expect(index.position(from: expected[position] + 1) == position + 1)
        }
        #expect(index.position(from: 0) == 0)
        #expect(index.position(from: .max) == expected.count)
        let removed = start + 63..<start + 299_999
        index.remove(removed)
        let left = expected.filter { !removed.contains($0) }
        #expect((0..<index.count).map { index[$0] } == left)
    }
}
