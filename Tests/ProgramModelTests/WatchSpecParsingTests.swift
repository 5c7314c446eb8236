import ProgramModel
import Testing

@Suite("A watch as text")
struct WatchSpecParsingTests {
    @Test(arguments: [
        ("counter", WatchSpec(expression: "counter")),
        ("  counter  ", WatchSpec(expression: "counter")),
        ("counter/8", WatchSpec(expression: "counter", length: 8)),
        ("counter/0x10", WatchSpec(expression: "counter", length: 16)),
        ("counter:w", WatchSpec(expression: "counter", kind: .write)),
        ("counter:rw", WatchSpec(expression: "counter", kind: .readWrite)),
        ("main:x", WatchSpec(expression: "main", kind: .execute)),
        ("counter@0", WatchSpec(expression: "counter", slot: 0)),
        ("counter@3", WatchSpec(expression: "counter", slot: 3)),
        ("counter,stop", WatchSpec(expression: "counter", action: .stop)),
        ("counter,log", WatchSpec(expression: "counter", action: .log)),
        ("counter/4:rw@2,stop", WatchSpec(expression: "counter", length: 4, kind: .readWrite, slot: 2, action: .stop)),
        (
            "counter / 4 : rw @ 2 , stop",
            WatchSpec(expression: "counter", length: 4, kind: .readWrite, slot: 2, action: .stop)
        ),
        ("counter:w/4", WatchSpec(expression: "counter", length: 4, kind: .write)),
        ("ns::name", WatchSpec(expression: "ns::name")),
        ("ns::name:w", WatchSpec(expression: "ns::name", kind: .write)),
        ("ns::w", WatchSpec(expression: "ns::w")),
        ("ns::x:x", WatchSpec(expression: "ns::x", kind: .execute)),
        ("::x", WatchSpec(expression: "::x")),
        ("main.c:12", WatchSpec(expression: "main.c:12")),
        ("main.c:12:x", WatchSpec(expression: "main.c:12", kind: .execute)),
        ("file.c::name/2", WatchSpec(expression: "file.c::name", length: 2)),
        ("src/file.c::name", WatchSpec(expression: "src/file.c::name")),
        ("src/file.c::name:w", WatchSpec(expression: "src/file.c::name", kind: .write)),
        ("libx.so.6!environ@1", WatchSpec(expression: "libx.so.6!environ", slot: 1)),
        ("head->next.limits[2]/8", WatchSpec(expression: "head->next.limits[2]", length: 8)),
        ("'odd@name,here'/4", WatchSpec(expression: "'odd@name,here'", length: 4)),
        ("map<int,char>::size", WatchSpec(expression: "map<int,char>::size")),
        ("map<int,char>", WatchSpec(expression: "map<int,char>")),
        ("0x7ffe0010/4", WatchSpec(expression: "0x7ffe0010", length: 4)),
        ("if_count:w", WatchSpec(expression: "if_count", kind: .write)),
    ])
    func isRead(text: String, expected: WatchSpec) throws {
        #expect(try WatchSpec(parsing: text) == expected)
    }

    @Test(arguments: WatchSpec.Kind.allCases, WatchSpec.Action.allCases)
    func itsDescriptionParsesToTheSame(kind: WatchSpec.Kind, action: WatchSpec.Action) throws {
        for slot in [nil, 0, 1, 2, 3] {
            for length: UInt64? in [nil, 1, 2, 4, 8, 24, .max] {
                let spec = WatchSpec(expression: "ns::a.b", length: length, kind: kind, slot: slot, action: action)
                #expect(try WatchSpec(parsing: spec.description) == spec)
            }
        }
        let bare = WatchSpec(expression: "*p + 8")
        #expect(try WatchSpec(parsing: bare.description) == bare)
    }

    @Test(arguments: [
        ("", 0, "missing"), ("  ", 0, "missing"), (":w", 0, "missing"), ("/8", 0, "missing"),
        ("a/0", 2, "at least 1"), ("a/eight", 2, "not a number"), ("a/-8", 2, "not a number"),
        ("a/+8", 2, "not a number"), ("a/", 2, "missing"), ("a/99999999999999999999", 2, "not a number"),
        ("a:r", 2, "no read-only condition"), ("a:wr", 2, "unknown kind"), ("a:", 2, "missing"),
        ("a@4", 2, "no slot '4'"), ("a@-1", 2, "no slot"), ("a@+1", 2, "no slot"), ("a@", 2, "missing"),
        ("a@dr0", 2, "no slot"), ("a,halt", 2, "unknown option"), ("a,", 2, "missing"),
        ("a,pinned", 2, "perf"), ("a:w,flexible", 4, "perf"), ("a,stop,log", 2, "second"), ("a:w:rw", 2, "second"),
        ("a/8/4", 2, "second"), ("a@1@2", 2, "second"), ("count if x > 1", 6, "conditions"),
        ("a:w if", 4, "conditions"),
    ])
    func isRefused(text: String, column: Int, message: String) {
        let error = #expect(throws: ExpressionError.self) { try WatchSpec(parsing: text) }
        #expect(error?.column == column)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }
}
