import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import Tracing
import WatchSlots

@testable import BptuiCommand

/// `--summary writers`, from hits to text.
@Suite(.timeLimit(.minutes(1))) struct WriterTableTests {
    typealias Samples = BatchSamples

    private func table(
        _ hits: [(record: HitRecord, site: UInt32)], _ sites: [Site], _ watches: [WatchDescription],
        totals: BatchTotals = BatchTotals(hits: 3)
    ) -> WriterTable {
        var tally = WriterTally()
        tally.add(hits.map { Hit($0.record, site: SiteID(rawValue: $0.site)) }[...])
        tally.settle(
            Dictionary(uniqueKeysWithValues: sites.map { ($0.id, $0) }),
            Dictionary(uniqueKeysWithValues: watches.map { ($0.watch.id, $0) }))
        return WriterTable(rows: tally.rows, watches: watches, totals: totals, elapsed: 1_203_311_000)
    }

    @Test func rowsStandInColumnsAndTheMostFirst() throws {
        let note = CodePlace(function: "note", offset: 0x2a, file: "ledger.c", line: 61)
        let text = try table(
            [
                (Samples.record(1), 0), (Samples.record(2, old: 2, new: UInt64(bitPattern: -5)), 1),
                (Samples.record(3, old: 2, new: 41), 1), (Samples.record(4, .dr1, kind: .readWrite), 2),
            ],
            [
                Samples.site(0, finding: Samples.finding(0x1000, .write, note)),
                Samples.site(1, finding: Samples.finding(0x1100, .readWrite, Samples.bump)),
                Samples.site(2, .dr1, finding: Samples.finding(0x1100, .read, Samples.bump)),
            ], [Samples.watch("counter", .dr0), Samples.watch("p->next", .dr1)],
            totals: BatchTotals(hits: 4, bySlot: [3, 1, 0, 0], notShown: [0, 12, 0, 1], missed: 2)
        ).text(isUnicode: true)
        #expect(
            text == """
                count  slot  access      function   line             first      last  last value
                    2  DR0   read/write  bump+0x1a  program.c:14  0.002000  0.003000  41
                    1  DR0   write       note+0x2a  ledger.c:61   0.001000  0.001000  2
                    1  DR1   read        bump+0x1a  program.c:14  0.004000  0.004000  2
                not shown: 12 hits of DR1
                not shown: 1 hit of DR3
                total: 4 hits of counter (DR0), p->next (DR1), 13 not shown, 2 missed in 1.203311 s
                """)
    }

    @Test func oneInstructionIsOneRowHoweverItTrapped() throws {
        // `rep stosb` traps with the pc on itself, and after itself at last.
        let finding = Samples.finding(0x1000, .write, Samples.bump)
        let rows = try table(
            [(Samples.record(1), 0), (Samples.record(2), 0), (Samples.record(3, new: 9), 1)],
            [Samples.site(0, pc: 0x1000, finding: finding), Samples.site(1, pc: 0x1002, finding: finding)],
            [Samples.watch("counter", .dr0)]
        ).rows
        #expect(rows.map(\.count) == [3])
        #expect(rows.map(\.first) == [1_000_000])
        #expect(rows.map(\.last) == [3_000_000])
        #expect(rows.map(\.lastValue) == ["9"])
    }

    @Test func whatIsNotKnownIsSaid() throws {
        let text = try table(
            [(Samples.record(1, flags: .hasOld), 0), (Samples.record(2, pc: 0x2000), 1)],
            [
                Samples.site(
                    0,
                    finding: SiteFinding(
                        place: CodePlace(module: "libz.so.1"), problem: "several instructions may have jumped here"))
            ], [Samples.watch("counter", .dr0)], totals: BatchTotals(hits: 2)
        ).text(isUnicode: true)
        #expect(
            text == """
                count  slot  access  function          line     first      last  last value
                    1  DR0   ?       libz.so.1 0x1008  -     0.001000  0.001000  -
                         several instructions may have jumped here
                    1  DR0   ?       0x2000            -     0.002000  0.002000  2
                         the instruction was not found out in time
                total: 2 hits of counter (DR0) in 1.203311 s
                """)
    }

    @Test func longNamesAreCutAndOtherCharacterSetsServed() throws {
        let long = CodePlace(
            function: "größe::" + String(repeating: "x", count: 60), offset: 16, file: "größe.cpp", line: 3)
        let table = try table(
            [(Samples.record(1), 0)], [Samples.site(0, finding: Samples.finding(0x1000, .write, long))],
            [Samples.watch("zähler", .dr0)], totals: BatchTotals(hits: 1))
        let unicode = table.text(isUnicode: true)
        #expect(unicode.contains("größe::" + String(repeating: "x", count: 35) + "…+0x10  größe.cpp:3"))
        #expect(unicode.contains("1 hit of zähler (DR0)"))
        let ascii = table.text(isUnicode: false)
        #expect(ascii.utf8.allSatisfy { $0 < 0x80 })
        #expect(ascii.contains("...+0x10  gr\\xf6\\xdfe.cpp:3"))
    }

    @Test func theTerminalObeysNoName() throws {
        let evil = CodePlace(function: "a\u{1b}[2Jb", offset: 0, file: "c\n.c", line: 1)
        let text = try table(
            [(Samples.record(1), 0)], [Samples.site(0, finding: Samples.finding(0x1000, .write, evil))],
            [Samples.watch("counter", .dr0)], totals: BatchTotals(hits: 1)
        ).text(isUnicode: true)
        #expect(text.contains("a\\x1b[2Jb") && text.contains("c\\n.c:1"))
        #expect(text.split(separator: "\n").count == 3)
    }

    @Test func noHitsAreATotalAlone() throws {
        let text = try table([], [], [Samples.watch("counter", .dr0)], totals: BatchTotals()).text(isUnicode: true)
        #expect(text == "total: 0 hits of counter (DR0) in 1.203311 s")
    }
}
