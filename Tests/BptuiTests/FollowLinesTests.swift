import DebugRegisters
import HitRules
import ProgramModel
import Session
import TestSupport
import Testing
import Tracing
import WatchSlots

@testable import BptuiCommand

/// `--batch --follow`, line by line, and over a whole run.
@Suite(.timeLimit(.minutes(10))) struct FollowLinesTests {
    typealias Samples = BatchSamples

    private func text(
        isUnicode: Bool = true, showsStacks: Bool = false, _ write: (inout FollowLines) -> Void
    ) -> String {
        var lines = FollowLines(isUnicode: isUnicode, showsStacks: showsStacks)
        lines.pid = 7
        write(&lines)
        return String(decoding: lines.text.array, as: UTF8.self)
    }

    private func hit(
        _ records: [HitRecord], _ finding: SiteFinding?, stack: CallStack? = nil, isUnicode: Bool = true
    ) throws -> String {
        let watches = try [Samples.watch("counter", .dr0), Samples.watch("größe", .dr1)]
        return text(isUnicode: isUnicode, showsStacks: stack != nil) { lines in
            lines.hit(records.map { Hit($0, site: SiteID(rawValue: 0)) }[...], stack: stack, names: [:]) { _ in
                Samples.site(0, finding: finding)
            } watch: { id in
                watches.first { $0.watch.id == id }
            }
        }
    }

    @Test func aHitIsALineForEachSlot() throws {
        let finding = Samples.finding(0x1000, .write, Samples.bump)
        #expect(
            try hit([Samples.record(3, old: 41, new: 42), Samples.record(3, .dr1, old: 7, new: 1_234_567)], finding)
                == """
                0.003000  #3  DR0 counter  write  41 -> 42  bump+0x1a (program.c:14)  thread 8
                0.003000  #3  DR1 größe  write  7 -> 1 234 567  bump+0x1a (program.c:14)  thread 8

                """)
    }

    @Test(
        arguments: [
            (.write, 5, 5, .write, "write  5, as before"), (.read, 5, 5, .readWrite, "read  5"),
            (.readWrite, 5, 6, .readWrite, "read/write  5 -> 6"), (.execute, 0, 0, .execute, "execute"),
            (nil, 5, 5, .readWrite, "read or write  5"),
            (.write, UInt64(bitPattern: -123_456), 1, .write, "-123 456 -> 1"),
        ] as [(AccessKind?, UInt64, UInt64, WatchKind, String)])
    func whatAHitDidIsSaidInWords(access: AccessKind?, old: UInt64, new: UInt64, kind: WatchKind, words: String) throws
    {
        let line = try hit(
            [Samples.record(1, old: old, new: new, kind: kind)], Samples.finding(0x1000, access, Samples.bump))
        #expect(line.contains(words), "\(line)")
    }

    @Test func whatIsNotKnownIsSaid() throws {
        var record = Samples.record(12_345, flags: [.hasOld, .statusWasLost])
        record.pid = 9
        let line = try hit([record], SiteFinding(place: CodePlace(module: "libc.so.6"), problem: "a return"))
        #expect(
            line == "12.345000  #12 345  DR0 counter  write  1 -> ?, not certain  0x1008 in libc.so.6, "
                + "instruction not certain: a return  thread 8 of process 9  slot inferred\n")
    }

    @Test func stacksStandUnderTheirHit() throws {
        let stack = CallStack(
            frames: [
                StackFrame(pc: 0x1008, place: Samples.bump, isInlined: true),
                StackFrame(pc: 0x1100, place: CodePlace(module: "libc.so.6"), isSignalFrame: true),
            ], problem: "the copy of the stack ended")
        let lines = try hit([Samples.record(1)], Samples.finding(0x1000, .write, Samples.bump), stack: stack)
        #expect(
            lines.hasSuffix(
                """
                    in bump+0x1a (program.c:14), inlined
                    called by 0x1100 in libc.so.6, signal
                    no more frames: the copy of the stack ended

                """))
    }

    @Test func aNameCannotCommandATerminal() throws {
        let evil = CodePlace(function: "f\u{1b}[2J", offset: 1, file: "größe.c", line: 2)
        let line = try hit([Samples.record(1, .dr1)], Samples.finding(0x1000, .write, evil), isUnicode: false)
        #expect(line.contains(#"DR1 gr\xf6\xdfe"#) && line.contains(#"f\x1b[2J+0x1 (gr\xf6\xdfe.c:2)"#), "\(line)")
        #expect(line.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
    }

    @Test func theRestIsSentences() throws {
        let kinds: [TracingEvent.Kind] = [
            .threadStarted(tid: 8, pid: 7), .threadStarted(tid: 11, pid: 10), .threadEnded(tid: 8),
            .forked(parent: 7, child: 9, sharesMemory: false), .followed(pid: 9, parent: 7),
            .processEnded(pid: 9, .signal(11, coreDumped: true)), .exited(pid: 9, .code(0)),
            .executed(pid: 7, path: "/bin/\u{1b}x"), .signal(tid: 8, number: 10), .signalDropped(tid: 8, number: 12),
            .watchSpent(WatchID(rawValue: 1)), .detached(pid: 7), .exited(pid: 7, .code(3)), .resumed,
        ]
        let found = text { lines in
            for kind in kinds { lines.event(TracingEvent(after: 0, time: 1_500_000, kind: kind)) }
        }
        #expect(
            found == """
                0.001500  thread 8 started
                0.001500  thread 11 of process 10 started
                0.001500  thread 8 ended
                0.001500  process 7 started process 9, which is not watched
                0.001500  process 7 started process 9, which is watched as well
                0.001500  process 9 was killed by SIGSEGV and left a core
                0.001500  process 7 became /bin/\\x1bx; its watches are over
                0.001500  thread 8 got SIGUSR1
                0.001500  SIGUSR2 was kept from thread 8
                0.001500  watch 1 had its one hit; it is disarmed
                0.001500  process 7 was let go, every register clear
                0.001500  process 7 ended with status 3

                """)
    }

    @Test func aWatchTellsItsRule() throws {
        let ruled = try Samples.watch(
            "counter", .dr0, rule: HitRule(ignoreCount: 3, isOneShot: true, changedOnly: true))
        #expect(
            text { $0.watch(ruled, condition: "new > 1") }
                == "DR0 watches counter: writes, 8 bytes at 0x5000, if new > 1, after 3 hits, once, changes only\n")
    }

    @Test(
        .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"),
        arguments: ["C.UTF-8", "C"])
    func aWholeRun(locale: String) async throws {
        let path = TemporaryFile.path("run.rec")
        let output = TemporaryFile.path("lines")
        defer {
            TemporaryFile.remove(path)
            TemporaryFile.remove(output)
        }
        let stores = BuiltProducts.path("fixture-stores")
        let run = try await Run.bptui(
            "--batch", "--follow", "--log", path, "-w", "counter", "--", stores, "three",
            environment: ["LC_ALL": locale])
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output.utf8.allSatisfy { $0 == 10 || (32..<127).contains($0) })
        // Times, numbers of processes and addresses are another matter each time.
        let shape = run.output.replacing(/\d+\.\d{6}/, with: "T").replacing(/0x5[0-9a-f]{11}/, with: "A")
            .replacing(/(process|thread) \d+/, with: { "\($0.output.1) P" }).replacing(stores, with: "stores")
        #expect(
            shape == """
                bptui: stores, process P, seen through ptrace
                DR0 watches counter: writes, 8 bytes at A
                T  #1  DR0 counter  write  0 -> 1  three+0xb (main.c:37)  thread P
                T  #2  DR0 counter  write  1 -> 2  three+0x19 (main.c:38)  thread P
                T  #3  DR0 counter  write  2 -> 3  three+0x27 (main.c:39)  thread P
                T  process P ended with status 0
                end: the program ended; 3 hits (DR0 3) in T s

                """)
        // The recording is written the same, and -o takes it to a file.
        let exported = try await Run.bptui(
            "export", path, "--format", "text", "-o", output, environment: ["LC_ALL": locale])
        #expect(exported.status == 0, "\(exported.error)")
        #expect(try TemporaryFile.read(output) == run.output)
    }

    @Test(.enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
    func bounds() async throws {
        let run = try await Run.bptui(
            "--batch", "--follow", "--max-hits", "2", "-w", "counter", BuiltProducts.path("fixture-stores"), "three")
        #expect(run.status == 0)
        #expect(
            run.output.split(separator: "\n").last?.hasPrefix("end: as many hits as were asked for; 2 hits") == true)
        let spin = try await Run.bptui(
            "--batch", "--follow", "--timeout", "0.2", BuiltProducts.path("fixture-spin"))
        #expect(spin.status == 124)
        #expect(spin.output.contains("end: the time is over; 0 hits in "), "\(spin.output)")
        let alone = try await Run.bptui("--follow", BuiltProducts.path("fixture-stores"), "three")
        #expect(alone.status == 64 && alone.error.contains("--follow goes with --batch"), "\(alone.error)")
    }
}
