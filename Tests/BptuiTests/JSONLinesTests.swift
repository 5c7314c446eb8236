import DebugRegisters
import HitRules
import ProgramModel
import Session
import Testing
import Tracing
import WatchSlots

@testable import BptuiCommand

/// The lines of batch output, byte by byte: others read them.
@Suite(.timeLimit(.minutes(1))) struct JSONLinesTests {
    typealias Samples = BatchSamples

    private func line(_ write: (inout JSONLines) -> Void) -> String {
        var lines = JSONLines()
        write(&lines)
        return String(decoding: lines.text.array, as: UTF8.self)
    }

    private func hitLine(
        _ hits: [(record: HitRecord, site: UInt32)], _ sites: [Site], stack: CallStack? = nil,
        watches: [WatchDescription] = []
    ) -> String {
        line { lines in
            lines.hit(hits.map { Hit($0.record, site: SiteID(rawValue: $0.site)) }[...], stack: stack, names: [:]) {
                id in
                sites.first { $0.id == id }
            } watch: { id in
                watches.first { $0.watch.id == id }
            }
        }
    }

    @Test func aHitTellsItsInstruction() throws {
        let text = try hitLine(
            [(Samples.record(3), 0)],
            [Samples.site(0, finding: Samples.finding(0x1000, .readWrite, Samples.bump))],
            watches: [Samples.watch("counter", .dr0)])
        #expect(
            text == #"{"type":"hit","n":3,"time":0.003000,"pid":7,"tid":8,"dr6":"0xffff0ff1","pc":"0x1008","#
                + #""instruction_pc":"0x1000","instruction":"mov qword ptr [rax], rcx","function":"bump","#
                + #""offset":26,"file":"program.c","line":14,"slots":[{"slot":0,"watch":1,"access":"read/write","#
                + #""outcome":"changed","old":"0x1","new":"0x2","value":"2"}]}"# + "\n")
    }

    @Test func whatIsNotKnownIsAbsentAndSaid() {
        let unknown = hitLine(
            [(Samples.record(1, kind: .readWrite, flags: []), 0)],
            [Samples.site(0, finding: SiteFinding(place: CodePlace(module: "libc.so.6"), problem: "a return"))])
        #expect(
            unknown == #"{"type":"hit","n":1,"time":0.001000,"pid":7,"tid":8,"dr6":"0xffff0ff1","pc":"0x1008","#
                + #""module":"libc.so.6","unknown":"a return","slots":[{"slot":0,"watch":1}]}"# + "\n")
        let late = hitLine([(Samples.record(1, flags: .hasOld), 0)], [Samples.site(0)])
        #expect(late.contains(#""unknown":"the instruction was not found out in time","slots":"#))
        #expect(late.contains(#"{"slot":0,"watch":1,"outcome":"written","old":"0x1"}"#))
    }

    @Test func oneInstructionWithTwoSlotsIsNamedWhereItWasFound() {
        let text = hitLine(
            [(Samples.record(1), 0), (Samples.record(1, .dr1), 1)],
            [
                Samples.site(0, finding: SiteFinding(problem: "two operands")),
                Samples.site(1, .dr1, finding: Samples.finding(0x1000, .write, Samples.bump)),
            ])
        #expect(text.contains(#""instruction_pc":"0x1000""#) && !text.contains("unknown"))
        #expect(text.contains(#"{"slot":0,"watch":1,"outcome":"changed""#))
        #expect(text.contains(#"{"slot":1,"watch":2,"access":"write","outcome":"changed""#))
    }

    @Test(
        arguments: [
            (.write, 1, 1, [.hasOld, .hasNew], .write, "same"),
            (.write, 1, 2, [.hasOld, .hasNew], .write, "changed"),
            (.write, 1, 1, [.hasOld, .hasNew, .newMayBeLater], .write, "written"),
            (.write, 1, 1, [.hasOld, .hasNew, .newMayBeLater, .newIsExact], .write, "same"),
            (.read, 1, 1, [.hasOld, .hasNew], .readWrite, "read"),
            (.execute, 0, 0, [], .execute, "executed"),
        ] as [(AccessKind, UInt64, UInt64, HitRecord.Flags, WatchKind, String)])
    func theOutcomeIsSaidAsFarAsItIsCertain(
        access: AccessKind, old: UInt64, new: UInt64, flags: HitRecord.Flags, kind: WatchKind, outcome: String
    ) {
        let text = hitLine(
            [(Samples.record(1, old: old, new: new, kind: kind, flags: flags), 0)],
            [Samples.site(0, finding: Samples.finding(0x1000, access, Samples.bump))])
        #expect(text.contains("\"outcome\":\"\(outcome)\""), "\(text)")
        #expect(text.contains(",\"exact\":true") == flags.contains(.newIsExact))
    }

    @Test func aStackIsTheEndOfItsLine() {
        let stack = CallStack(
            frames: [
                StackFrame(pc: 0x1008, place: Samples.bump, isInlined: true),
                StackFrame(pc: 0x1100, place: CodePlace(module: "libc.so.6"), isSignalFrame: true),
            ], problem: "the copy of the stack ended")
        let text = hitLine(
            [(Samples.record(1), 0)], [Samples.site(0, finding: Samples.finding(0x1000, .write, Samples.bump))],
            stack: stack)
        #expect(
            text.hasSuffix(
                #"],"stack":[{"pc":"0x1008","function":"bump","offset":26,"file":"program.c","line":14,"inlined":true},"#
                    + #"{"pc":"0x1100","module":"libc.so.6","signal":true}],"#
                    + #""stack_problem":"the copy of the stack ended"}"# + "\n"))
    }

    @Test func aWatchTellsItsRule() throws {
        let plain = try Samples.watch("counter", .dr0)
        #expect(
            line { $0.watch(plain, condition: nil) }
                == #"{"type":"watch","id":1,"expression":"counter","slots":[0],"address":"0x5000","length":8,"kind":"write"}"#
                + "\n")
        let ruled = try Samples.watch(
            "counter", .dr0,
            rule: HitRule(ignoreCount: 3, isOneShot: true, changedOnly: true, readsOnly: true))
        #expect(
            line { $0.watch(ruled, condition: "new > \"1\"") }.hasSuffix(
                #""kind":"write","condition":"new > \"1\"","ignore":3,"once":true,"changed":true,"reads":true}"# + "\n")
        )
    }

    @Test func theEndCountsWhatWasNotShown() {
        let plain = line { $0.end(BatchTotals(hits: 2, bySlot: [2, 0, 0, 0]), reason: "exit", elapsed: 1_500_000) }
        #expect(
            plain == #"{"type":"end","reason":"exit","hits":2,"by_slot":[2,0,0,0],"missed":0,"elapsed":0.001500}"#
                + "\n"
        )
        let ruled = line { $0.end(BatchTotals(notShown: [0, 7, 0, 0]), reason: "refused", elapsed: 0) }
        #expect(ruled.contains(#""by_slot":[0,0,0,0],"not_shown":[0,7,0,0],"missed":0"#))
    }

    @Test func rareEventsHaveLines() {
        func event(_ kind: TracingEvent.Kind) -> String {
            line { $0.event(TracingEvent(after: 4, time: 2_000_000, kind: kind)) }
        }
        #expect(
            event(.frameEnded(WatchID(rawValue: 2), tid: 8))
                == #"{"type":"frame-ended","time":0.002000,"after":4,"watch":2,"tid":8}"# + "\n")
        #expect(
            event(.watchSpent(WatchID(rawValue: 1)))
                == #"{"type":"watch-spent","time":0.002000,"after":4,"watch":1}"# + "\n")
        #expect(line { $0.set("x=\"a\"") } == #"{"type":"set","expression":"x=\"a\""}"# + "\n")
    }
}
