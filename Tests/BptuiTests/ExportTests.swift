import DebugRegisters
import FoundationEssentials
import HitRules
import ProgramModel
import Session
import Testing
import Tracing
import WatchSlots

@testable import BptuiCommand

/// The formats of an export, byte by byte.
@Suite(.timeLimit(.minutes(1))) struct ExportTests {
    typealias Samples = BatchSamples

    private func text<Writer: HitExport>(_: Writer.Type, _ hits: [Hit], _ events: [SessionEvent]) -> String {
        let text = ByteText()
        var writer = Writer(RecordedProgram(name: "a-program-with-a-long-name", events), text)
        writer.begin()
        for hit in hits { writer.trap([hit][...]) }
        writer.end()
        return String(decoding: text.array, as: UTF8.self)
    }

    private func hit(_ record: HitRecord, site: UInt32 = 0) -> Hit { Hit(record, site: SiteID(rawValue: site)) }

    private func events() throws -> [SessionEvent] {
        [
            .watches(WatchBoard(watches: [try Samples.watch("list[1],\"x\"", .dr0)])),
            .sites([Samples.site(0, finding: Samples.finding(0x1000, .write, Samples.bump))]),
            .threadNames([8: "worker \"1\""]),
        ]
    }

    @Test func commaSeparatedValues() throws {
        let hits = [
            hit(Samples.record(1, old: 1, new: .max)), hit(Samples.record(2, flags: [.hasNew, .newIsExact]), site: 9),
        ]
        #expect(
            try text(CSVExport.self, hits, events())
                == "n,time,pid,tid,slot,watch,expression,access,outcome,old,new,value,exact,dr6,pc,instruction_pc,"
                + "instruction,function,offset,file,line,module\r\n"
                + "1,0.001000,7,8,0,1,\"list[1],\"\"x\"\"\",write,changed,0x1,0xffffffffffffffff,-1,,0xffff0ff1,"
                + "0x1008,0x1000,\"mov qword ptr [rax], rcx\",bump,26,program.c,14,\r\n"
                + "2,0.002000,7,8,0,1,\"list[1],\"\"x\"\"\",,written,,0x2,2,true,0xffff0ff1,0x1008,,,,,,,\r\n")
    }

    @Test func theTextOfPerfScript() throws {
        var second = Samples.record(2)
        second.tid = 123_456
        let text = try text(PerfScriptExport.self, [hit(Samples.record(1)), hit(second, site: 9)], events())
        #expect(
            text
                == "      worker \"1\"     8     0.001000:          1 mem:0x5000/8:w:              1000 bump+0x1a ([unknown])\n"
                + " a-program-with- 123456     0.002000:          1 mem:0x5000/8:w:              1008 [unknown] ([unknown])\n"
        )
    }

    @Test func traceEvents() throws {
        let text = try text(TraceExport.self, [hit(Samples.record(1, old: 1, new: .max))], events())
        #expect(
            text == #"{"displayTimeUnit":"ns","traceEvents":["# + "\n"
                + #"{"ph":"M","name":"process_name","pid":7,"tid":8,"args":{"name":"a-program-with-a-long-name"}},"#
                + "\n"
                + #"{"ph":"M","name":"thread_name","pid":7,"tid":8,"args":{"name":"worker \"1\""}},"# + "\n"
                + #"{"ph":"i","s":"t","name":"bump","cat":"list[1],\"x\"","pid":7,"tid":8,"ts":1000.000,"args":{"n":1,"#
                + #""slot":0,"outcome":"changed","old":"0x1","new":"0xffffffffffffffff","value":"-1","at":"0x1000","#
                + #""source":"program.c:14"}},"# + "\n"
                + #"{"ph":"C","name":"list[1],\"x\"","pid":7,"tid":8,"ts":1000.000,"args":{"value":-1}}"# + "\n]}\n")
        struct Trace: Decodable {
            struct Event: Decodable { var ph: String }
            var traceEvents: [Event]
        }
        let trace = try JSONDecoder().decode(Trace.self, from: Data(text.utf8))
        #expect(trace.traceEvents.map(\.ph) == ["M", "M", "i", "C"])
    }

    @Test(
        arguments: [
            ("a.json", .json), ("a.jsonl", .json), ("a.csv", .csv), ("a.perf", .perfScript), ("a.trace", .trace),
            ("csv", .csv), ("a.out", nil),
        ] as [(String, ExportFormat?)])
    func theFormatByTheNameOfTheFile(name: String, format: ExportFormat?) {
        #expect(ExportFormat(fileName: name) == format)
    }
}
