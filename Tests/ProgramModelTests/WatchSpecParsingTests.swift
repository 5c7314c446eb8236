import ProgramModel
import Testing

@Suite("A watch as text")
struct WatchSpecParsingTests {
    private static func spec(_ expression: String, _ edit: (inout WatchSpec) -> Void) -> WatchSpec {
        var spec = WatchSpec(expression: expression)
        edit(&spec)
        return spec
    }

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
        ("counter:r", WatchSpec(expression: "counter", kind: .read)),
        ("counter,once", spec("counter") { $0.isOneShot = true }),
        ("counter,changed", spec("counter") { $0.changedOnly = true }),
        ("counter,ignore=3", spec("counter") { $0.ignoreCount = 3 }),
        ("counter , ignore = 0x10", spec("counter") { $0.ignoreCount = 16 }),
        ("counter,pinned", spec("counter") { $0.claim = .pinned }),
        ("counter,flexible", spec("counter") { $0.claim = .flexible }),
        (
            "counter:w,exclusive if new",
            spec("counter") { ($0.kind, $0.claim, $0.condition) = (.write, .exclusive, "new") }
        ),
        ("counter if new > 100", spec("counter") { $0.condition = "new > 100" }),
        ("counter if(new>100)", spec("counter") { $0.condition = "(new>100)" }),
        ("  counter   if   new  ", spec("counter") { $0.condition = "new" }),
        ("counter if a if b", spec("counter") { $0.condition = "a if b" }),
        ("(a if b)", WatchSpec(expression: "(a if b)")),
        ("'a if b'/4", WatchSpec(expression: "'a if b'", length: 4)),
        ("a[' '] if x:w,stop", spec("a[' ']") { $0.condition = "x:w,stop" }),
        ("*(long*)($rbp-16)/4", WatchSpec(expression: "*(long*)($rbp-16)", length: 4)),
        ("*(c ? a : b):w", WatchSpec(expression: "*(c ? a : b)", kind: .write)),
        ("list[a/b]", WatchSpec(expression: "list[a/b]")),
        ("list[a/b]/2", WatchSpec(expression: "list[a/b]", length: 2)),
        ("if", WatchSpec(expression: "if")),
        (
            "x/8:r@1,log,once,changed,ignore=7,thread=4243 if new == old && tid != 4",
            spec("x") {
                $0.length = 8
                $0.kind = .read
                $0.slot = 1
                $0.action = .log
                $0.isOneShot = true
                $0.changedOnly = true
                $0.ignoreCount = 7
                $0.thread = 4243
                $0.condition = "new == old && tid != 4"
            }
        ),
    ])
    func isRead(text: String, expected: WatchSpec) throws {
        #expect(try WatchSpec(parsing: text) == expected)
    }

    @Test(arguments: WatchSpec.Kind.allCases, WatchSpec.Action.allCases)
    func itsDescriptionParsesToTheSame(kind: WatchSpec.Kind, action: WatchSpec.Action) throws {
        for slot in [nil, 0, 1, 2, 3] {
            for length: UInt64? in [nil, 1, 2, 4, 8, 24, .max] {
                for rules in 0..<32 {
                    var spec = WatchSpec(expression: "ns::a.b", length: length, kind: kind, slot: slot, action: action)
                    spec.isOneShot = rules & 1 != 0
                    spec.changedOnly = rules & 2 != 0
                    spec.ignoreCount = rules & 4 != 0 ? .max : 0
                    spec.thread = rules & 16 != 0 ? 4243 : nil
                    spec.condition = rules & 8 != 0 ? "new, old/2 if x@1 && (a) ? 'b' : c" : nil
                    #expect(try WatchSpec(parsing: spec.description) == spec)
                }
            }
        }
        // Each would run together with the suffix after it.
        for expression in ["x::", "x\u{600}", "a'"] {
            for kind in WatchSpec.Kind.allCases.map(Optional.some) + [nil] {
                for length: UInt64? in [nil, 8] {
                    for condition in [nil, "new", "\u{352}new"] {
                        var spec = WatchSpec(expression: expression, length: length, kind: kind)
                        spec.condition = condition
                        #expect(try WatchSpec(parsing: spec.description) == spec)
                    }
                }
            }
        }
        let bare = WatchSpec(expression: "*p + 8")
        #expect(try WatchSpec(parsing: bare.description) == bare)
    }

    @Test(arguments: [
        ("", 0, "missing"), ("  ", 0, "missing"), (":w", 0, "missing"), ("/8", 0, "missing"),
        ("a/0", 2, "at least 1"), ("a/eight", 2, "not a number"), ("a/-8", 2, "not a number"),
        ("a/+8", 2, "not a number"), ("a/", 2, "missing"), ("a/99999999999999999999", 2, "not a number"),
        ("a:wr", 2, "unknown kind"), ("a:", 2, "missing"),
        ("a@4", 2, "no slot '4'"), ("a@-1", 2, "no slot"), ("a@+1", 2, "no slot"), ("a@", 2, "missing"),
        ("a@dr0", 2, "no slot"), ("a,halt", 2, "unknown option"), ("a,", 2, "missing"),
        ("a,pinned,flexible", 2, "second"), ("a,flexibel", 2, "flexible"), ("a,stop,log", 2, "second"),
        ("a:w:rw", 2, "second"),
        ("a/8/4", 2, "second"), ("a@1@2", 2, "second"), ("a if", 4, "condition is missing"),
        ("a:w if", 6, "condition is missing"), ("a:w  if   ", 7, "condition is missing"), (" if x", 0, "missing"),
        ("a,once,once", 2, "second"), ("a,changed,changed", 2, "second"), ("a,ignore=1,ignore=2", 2, "second"),
        ("a,ignore", 8, "ignore=N"), ("a,ignore=", 9, "ignore=N"), ("a,ignore=x", 9, "not a number"),
        ("a,thread", 8, "thread=TID"), ("a,thread=", 9, "thread=TID"), ("a,thread=x", 9, "not a thread"),
        ("a,thread=0", 9, "not a thread"), ("a,thread=1,thread=2", 2, "second"), ("a,threads", 2, "unknown option"),
        ("a,ignored", 2, "unknown option"), ("a:w,ignore=-1", 11, "not a number"), ("a/8:w@9 if x", 6, "no slot"),
    ])
    func isRefused(text: String, column: Int, message: String) {
        let error = #expect(throws: ExpressionError.self) { try WatchSpec(parsing: text) }
        #expect(error?.column == column)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func theMechanismAndTheNthHit() throws {
        let spec = try WatchSpec(parsing: "counter:w@1,perf,every=100")
        #expect(spec.mechanism == .perf && spec.every == 100 && spec.slot == 1 && spec.expression == "counter")
        #expect(try WatchSpec(parsing: spec.description) == spec)
        #expect(try WatchSpec(parsing: "counter,ptrace").mechanism == .ptrace)
        #expect(try WatchSpec(parsing: "counter").mechanism == nil)
        for text in ["counter,perf,ptrace", "counter,every=0", "counter,every", "counter,every=x"] {
            #expect(throws: ExpressionError.self) { try WatchSpec(parsing: text) }
        }
    }
}
