import Glibc
import ProgramModel
import Session
import Testing
import Tracing
import WatchSlots

@testable import Recording

/// Recordings that earlier versions wrote, as they wrote them: every event of theirs can be read.
@Suite struct OldRecordingTests {
    /// - Parameter name: of a file in `Old`.
    private func bytes(of name: String, from source: String = #filePath) throws -> [UInt8] {
        let folder = source.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        let file = try #require(fopen("\(folder)/Old/\(name).rec", "r"))
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        return bytes
    }

    private func events(of name: String) throws -> (events: [SessionEvent], hits: [Hit]) {
        let reader = try RecordingReader(MemoryBytes(try bytes(of: name)))
        #expect(reader.end?.reason == "exit" && reader.damage == nil)
        let (items, cursor) = try Samples.told(reader.start)
        #expect(cursor.skippedCount == 0 && cursor.damage == nil)
        var (events, hits): ([SessionEvent], [Hit]) = ([], [])
        for item in items {
            switch item {
            case .event(let event): events.append(event)
            case .hits(let some): hits += some
            case .output: break
            }
        }
        return (events, hits)
    }

    private func boards(_ events: [SessionEvent]) -> [WatchBoard] {
        events.compactMap { if case .watches(let board) = $0 { board } else { nil } }
    }

    /// Before watches of the kernel's accesses alone, and before watches that take turns.
    @Test func watchesAndHits() throws {
        let (events, hits) = try events(of: "stores")
        #expect(hits.map(\.record.new) == [1, 2, 3])
        let watch = try #require(boards(events).last?.watches.first)
        #expect(watch.expression == "counter" && watch.watch.request.claim == .pinned)
        #expect(!watch.watch.request.isKernelOnly)
        let added = events.compactMap { if case .watchAdded(let spec, _) = $0 { spec } else { nil } }
        #expect(added.map(\.expression) == ["counter"] && added.allSatisfy { !$0.isKernelOnly })
    }

    /// With the stack of a system call as a list of numbers.
    @Test func changesByTheKernel() throws {
        let (events, hits) = try events(of: "syscalls")
        #expect(!hits.isEmpty && !boards(events).isEmpty)
        let calls = events.compactMap { event -> SystemCall? in
            guard case .changed(let found) = event, case .systemCall(let call) = found.change.cause else { return nil }
            return call
        }
        #expect(calls.count == 1 && calls.first?.number == 0 && calls.first?.stack.isEmpty == false)
    }
}
