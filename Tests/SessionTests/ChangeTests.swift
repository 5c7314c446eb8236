import DebugRegisters
import HitRules
import ProgramModel
import SimulatedTracing
import Testing
import Tracing
import WatchSlots

@testable import Session

/// Watched memory that changes without a hit.
@Suite("Changes without a hit") struct ChangeTests {
    typealias Operation = SessionUnderTest.Operation
    private static let number = SessionUnderTest.number
    private static func bytes(_ value: UInt8) -> [UInt8] { [value, 0, 0, 0, 0, 0, 0, 0] }

    private func changes(of test: SessionUnderTest) -> [FoundChange] {
        test.all { if case .changed(let found) = $0 { found } else { nil } }
    }

    @Test func aLookFindsIt() throws {
        let test = try SessionUnderTest(
            [.foreignStore(Self.number, Self.bytes(5)), .spin], watches: ["number"], resumes: true)
        test.start()
        #expect(changes(of: test).isEmpty)
        test.session.lookForChanges()
        test.settle()
        let found = try #require(changes(of: test).first)
        #expect(found.change.old == 0 && found.change.new == 5 && found.change.cause == .unknown)
        #expect(found.call == nil && found.tid == nil && found.place.isEmpty && found.after == 0)
        #expect(found.words == "kernel or another process")
        // Once is enough.
        test.session.lookForChanges()
        test.settle()
        #expect(changes(of: test).count == 1)
        let sites = test.all { if case .sites(let sites) = $0 { sites } else { nil } }.flatMap { $0 }
        #expect(sites.filter(\.isChange).map(\.id) == [found.site])
    }

    @Test func aCallIsNamedWithItsArguments() throws {
        let test = try SessionUnderTest(
            [.kernelStore(Self.number, Self.bytes(5)), .store(Self.number, 6)], watches: ["number"], resumes: true,
            watchesSystemCalls: true)
        test.start()
        let found = try #require(changes(of: test).first)
        #expect(found.call == "read(3, 0x404000, 8)")
        #expect(found.tid == 4242 && found.change.new == 5)
        #expect(test.hits.map(\.record.old) == [5])
    }

    /// The read is known as one only when the symbol service has answered.
    @Test func aReadThatFindsAnotherValueTellsIt() throws {
        let test = try SessionUnderTest(
            [.foreignStore(Self.number, Self.bytes(5)), .load(Self.number, byteCount: 8), .spin],
            watches: ["number:rw"], resumes: true)
        test.symbols.access = .read
        test.start()
        let found = try #require(changes(of: test).first)
        #expect(found.change.old == 0 && found.change.new == 5 && found.after == 0)
        #expect(changes(of: test).count == 1)
    }

    @Test func aStoreIsNoChange() throws {
        let test = try SessionUnderTest(
            [.store(Self.number, 5), .store(Self.number, 6), .spin], watches: ["number:rw"], resumes: true)
        test.symbols.access = .write
        test.start()
        test.session.lookForChanges()
        test.settle()
        #expect(changes(of: test).isEmpty)
    }

    @Test func callsAsTheyAreWritten() {
        func text(_ number: UInt64, _ arguments: UInt64..., names: [UInt64: String] = [:]) -> String {
            SystemCallText.text(
                of: SystemCall(
                    tid: 1, number: number, arguments: arguments + Array(repeating: 0, count: 6 - arguments.count),
                    result: 0, pc: 0), names: names)
        }
        #expect(text(0, 3, 0x4000, 64, names: [0x4000: "buf"]) == "read(3, buf, 64)")
        #expect(text(0, .max, 0x4000, 64) == "read(-1, 0x4000, 64)")
        #expect(text(228, 1, 0x10) == "clock_gettime(1, 0x10)")
        #expect(text(61, UInt64(UInt32.max), 0, 0, 0) == "wait4(-1, NULL, 0x0, NULL)")
        #expect(text(332, 3, 0, 0x10, 0xfff, 0x20, names: [0x20: "s\u{1b}"]).hasPrefix("statx(3, NULL, 0x10, 0xfff, s"))
        #expect(!text(332, 3, 0, 0, 0, 0x20, names: [0x20: "s\u{1b}"]).contains("\u{1b}"))
        #expect(text(39) == "getpid(0x0, 0x0, 0x0, 0x0, 0x0, 0x0)")
        #expect(text(9999).hasPrefix("syscall 9999("))
    }

    @Test func callsHaveTheirNames() {
        let known: [UInt64: String] = [
            0: "read", 1: "write", 60: "exit", 231: "exit_group", 318: "getrandom", 334: "rseq",
            424: "pidfd_send_signal", 435: "clone3", 441: "epoll_pwait2", 462: "mseal", 466: "removexattrat",
        ]
        for (number, name) in known { #expect(SystemCallNames.name(of: number) == name) }
        for number: UInt64 in [335, 423, 467, .max] { #expect(SystemCallNames.name(of: number) == nil) }
    }
}
