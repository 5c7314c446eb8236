import HitRules
import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Expressions in a program", .timeLimit(.minutes(10)), .enabled(if: Compiler.gcc.isInstalled))
struct ExpressionTests {
    private static let builds: [ProgramBuild] = [
        ProgramBuild(compiler: .gcc, flags: ["-gdwarf-5"]),
        ProgramBuild(compiler: .gcc, flags: ["-gdwarf-4", "-O2", "-no-pie", "-fno-pie"]),
        ProgramBuild(compiler: .clang, flags: ["-gdwarf-5"]),
        ProgramBuild(compiler: .clang, flags: ["-gdwarf-4", "-O2"]),
    ].filter(\.compiler.isInstalled)

    // MARK: Thread-local variables

    @Test(arguments: builds) func aThreadLocalVariableIsTheStoppedThreads(build: ProgramBuild) throws {
        let named = try ExpressionProgram.start(build.compiler, flags: build.flags)
        for thread in ["main", "worker"] {
            let context = named.context(thread)
            func check(_ text: String, _ key: String) throws {
                let found = try named.questions.watch(text, in: context)
                #expect(found.address == named.addresses["\(thread).\(key)"], "\(text) in \(thread)")
                #expect(found.type != nil)
            }
            try check("own", "own")
            try check("own_limits.max", "max")
            try check("shared_tls", "shared")
            try check("library_tls.deep", "deep")
            try check("libtls.so!shared_tls", "shared")
            let value = try named.questions.value("own + shared_tls + library_tls.deep", in: context)
            #expect(value.text == (thread == "main" ? "190" : "201"))
            #expect(try named.questions.value("*pointer_tls", in: context).text == (thread == "main" ? "70" : "71"))
            // In a condition it is the thread of the hit.
            let condition = try named.questions.condition("own == 50 && shared_tls == 71 && library_tls.deep == 80")
            let verdict = try ProcessMemory(pid: named.child.pid).verdict(condition, registers: context.registers)
            #expect(verdict == (thread == "worker" ? .holds : .fails))
        }
        #expect(try named.questions.value("twice::calls", in: named.context("main")).text == "10")
        for name in ["own", "shared_tls"] {
            let error = try named.questions.refusal { try $0.watch(name) }
            #expect(error?.message.contains("thread-local") == true)
            #expect(error?.column == 0)
        }
    }

    // MARK: Watches

    @Test(arguments: builds) func aBitFieldIsTheWordThatHoldsIt(build: ProgramBuild) throws {
        let named = try ExpressionProgram.start(build.compiler, flags: build.flags)
        let flags = try #require(named.addresses["flags"])
        for (name, offset, bytes, bit, count) in [
            ("mode", 0, 1, 0, 3), ("level", 0, 1, 3, 5), ("sign", 1, 1, 0, 7), ("wide", 8, 8, 0, 40),
            ("on", 13, 1, 0, 1),
        ] as [(String, UInt64, Int, Int, Int)] {
            let found = try named.questions.watch("flags.\(name)")
            #expect(found.address == flags + offset, "\(name)")
            #expect(found.byteCount == bytes, "\(name)")
            guard case .bitField(_, bytes, bit, count)? = found.type else {
                Issue.record("\(name): \(found)")
                continue
            }
        }
        let packed = try #require(named.addresses["packed"])
        let crossing = try named.questions.watch("packed.crossing")
        #expect(crossing.address <= packed + 1)
        #expect(crossing.address + UInt64(crossing.byteCount ?? 0) >= packed + 4)
        for (text, value) in [
            ("flags.mode", "5"), ("flags.level", "17"), ("flags.sign", "-9"), ("flags.wide", "737893491525"),
            ("flags.on", "true"), ("flags.paint", "GREEN"), ("packed.crossing", "703710"), ("packed.rest", "291"),
            ("(&flags)->level", "17"), ("flags.sign * 2", "-18"), ("sizeof(struct packed)", "5"),
        ] {
            #expect(try named.questions.value(text).text == value, "\(text)")
        }
        #expect(try named.questions.refusal { try $0.value("&flags.mode") }?.message.contains("no address") == true)
        #expect(try named.questions.refusal { try $0.value("sizeof flags.mode") } != nil)
    }

    @Test func aWatchIsOfAPlace() throws {
        let named = try ExpressionProgram.start()
        let table = try #require(named.addresses["table"])
        let questions = named.questions
        let context = named.context("main")
        for (text, offset) in [
            ("table[1].max", 12), ("*(table + 1)", 8), ("table + 8", 8), ("&table[1] + 4", 12), ("(table + 8) - 4", 4),
            ("table + sizeof(struct limits)", 8), ("table[count - 1]", 16), ("*(int *)((char *)table + 4)", 4),
            ("((limits_t *)table)[1]", 8), ("(*(struct limits *)(&table[2])).max", 20), ("*&table[1]", 8),
            ("*(limits_t *)($rsp + 8)", 8), ("$rsp", 0), ("$rsp+8", 8), ("*(long *)($rsp+8)", 8), ("*($rsp + 4)", 4),
            ("table + count", 3),
        ] as [(String, UInt64)] {
            #expect(try questions.watch(text, in: context).address == table + offset, "\(text)")
        }
        #expect(try questions.watch("*(limits_t *)($rsp + 8)", in: context).type?.name == "limits_t")
        #expect(try questions.watch("*(unsigned short *)0x1234").byteCount == 2)
        #expect(try questions.watch("*callback").isFunction)
        #expect(try questions.watch("pointer[1]").byteCount == 1)
        #expect(try questions.watch("pointer[-1]").byteCount == 1)
        for (text, column, message) in [
            ("number * 2", 7, "nothing to watch"), ("(char *)table", 0, "pointer's value"),
            ("number == 1", 7, "nothing to watch"),
            ("$rsp+8", 0, "none is stopped"), ("*number", 0, "not a pointer"), ("*(number + 1)", 0, "cast it"),
            ("(struct nothere *)head", 0, "no type 'struct nothere'"), ("*(nothere *)head", 1, "no type 'nothere'"),
            ("table + head", 8, "number of bytes"), ("nothing->value", 9, "null"), ("limits.mix", 7, "no field"),
            ("-limits", 1, "name one of its fields"), ("table[3]", 6, "ends with index 2"),
            ("1 / (count - 3)", 2, "zero"),
            ("ratio64 % 2", 8, "not defined"), ("head + head", 7, "number of bytes"), ("-head", 0, "not defined"),
            ("(limits_t)number", 0, "not possible"),
        ] {
            let error = try #require(try questions.refusal { try $0.watch(text) }, "\(text)")
            #expect(error.column == column, "\(text): \(error)")
            #expect(error.message.contains(message), "\(text): \(error)")
        }
        #expect(try questions.refusal { try $0.value("$rxa") }?.suggestions.contains("$rax") == true)
        #expect(try questions.refusal { try $0.value("numbr + 1") }?.suggestions.contains("number") == true)
    }

    // MARK: Readings

    @Test(arguments: builds) func aValueIsShownByItsType(build: ProgramBuild) throws {
        let named = try ExpressionProgram.start(build.compiler, flags: build.flags)
        for (text, value, type) in [
            ("number", "-70000", "int"), ("number + 1", "-69999", "int"), ("huge", "18000000000000000000", nil),
            ("flag", "true", nil), ("!flag", "0", "int"), ("ratio32 * 3", "1.5", "float"),
            ("ratio64", "-0.25", "double"),
            ("ratio80", "0.125", "long double"), ("ratio80 * 2", "0.25", "double"), ("letter", "'A' 65", "char"),
            ("paint", "GREEN", "enum color"), ("(enum color)-1", "NONE", "enum color"),
            ("GREEN", "GREEN", "enum color"),
            ("paint + 1", "6", "int"), ("limits", "{min=1, max=2}", "struct limits"),
            ("table[1]", "{min=3, max=4}", "limits_t"),
            ("text", "\"hello\"", nil), ("head->next->value", "2", "int"), ("sizeof table", "24", "unsigned long"),
            ("sizeof(byte)", "1", "unsigned long"), ("(byte)-1", "'\\xff' 255", "byte"),
            ("(uint8_t)300", "44", "uint8_t"),
            ("twice::total", "9", "int"), ("true", "true", "bool"), ("nothing == NULL", "1", "int"),
            ("'b'", "98", "int"),
            ("paint == GREEN ? 10 : 20", "10", "int"), ("1.5f", "1.5", "float"), ("program.c::count", "3", "int"),
            ("nothing", "0x0", "struct node *"), ("(long)nothing", "0", "long"), ("new", "12", "unsigned int"),
            ("tid", "77", nil),
        ] as [(String, String, String?)] {
            let read = try named.questions.value(text)
            #expect(read.text == value, "\(text)")
            if let type { #expect(read.typeName == type, "\(text)") }
        }
        let pointer = try named.questions.value("pointer")
        #expect(pointer.text.hasPrefix("0x") && pointer.text.hasSuffix("\"ello\""), "\(pointer)")
        #expect(try named.questions.value("&limits").typeName == "struct limits *")
        #expect(try named.questions.value("twice").text.hasPrefix("0x"))
        #expect(try named.questions.value("head").text.hasPrefix("0x"))
        #expect(
            try named.questions.value("$rax + 1", in: named.context("main"))
                == ReadValue(text: "4661", typeName: "long"))
        #expect(try named.questions.refusal { try $0.value("*(int *)8") }?.message.contains("cannot be read") == true)
    }

    // MARK: Assignments

    @Test func anAssignmentHasTheTypesBytes() throws {
        let named = try ExpressionProgram.start()
        let questions = named.questions
        let context = named.context("main")
        func bytes<Value: BitwiseCopyable>(_ value: Value) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
        for (text, expected) in [
            ("tiny=-128", bytes(Int8(-128))), ("octet = 255", bytes(UInt8(255))), ("small=-1", bytes(Int16(-1))),
            ("word=0xffff", bytes(UInt16.max)), ("number=-2147483647-1", bytes(Int32.min)),
            ("natural=0xffffffff", bytes(UInt32.max)),
            ("large=-9223372036854775807-1", bytes(Int64.min)), ("huge=18446744073709551615", bytes(UInt64.max)),
            ("flag=0", bytes(UInt8(0))), ("flag=7", bytes(UInt8(1))), ("flag=false", bytes(UInt8(0))),
            ("ratio32=1.5", bytes(Float(1.5))), ("ratio64=3", bytes(3.0)), ("number=2.0", bytes(Int32(2))),
            ("ratio80=1.5", Array(bytes(Float80(1.5)).prefix(10))),
            ("ratio80=-0.0", Array(bytes(-Float80(0)).prefix(10))),
            ("letter='z'", bytes(UInt8(ascii: "z"))), ("paint=NONE", bytes(Int32(-1))), ("paint=3", bytes(Int32(3))),
            ("head=&last", nil), ("head=0", bytes(UInt64(0))), ("head=NULL", bytes(UInt64(0))),
            ("table[1].max=9", bytes(Int32(9))),
            ("octet=(unsigned char)-1", bytes(UInt8(255))), ("number = count == 3", bytes(Int32(1))),
            ("number=count<=3", bytes(Int32(1))), ("number = octet != 3 ? 4 : 5", bytes(Int32(4))),
            ("flags.mode=2", [0b1000_1010]), ("flags.level=31", [0b1111_1101]), ("flags.sign=-64", [0x40]),
            ("flags.wide=1", [1, 0, 0, 0, 0, 0xB, 0, 0]), ("flags.on=0", [0x0A]), ("own=5", bytes(Int32(5))),
        ] as [(String, [UInt8]?)] {
            guard case .memory(_, let written) = try questions.assignment(text, in: context) else {
                Issue.record("\(text)")
                continue
            }
            if let expected { #expect(written == expected, "\(text)") }
        }
        #expect(
            try questions.assignment("number=1")
                == .memory(address: named.addresses["number"]!, bytes: [1, 0, 0, 0]))
        #expect(try questions.assignment("$rax = $rax + 1", in: context) == .register(.rax, 0x1235))
        #expect(try questions.assignment("$rdi=-1", in: context) == .register(.rdi, .max))
        for (text, column, message) in [
            ("octet=256", 6, "does not fit in 'unsigned char', which holds 0 to 255"), ("octet=-1", 6, "does not fit"),
            ("tiny = 128", 7, "-128 to 127"), ("natural=-1", 8, "does not fit"),
            ("number=1.5", 7, "not a whole number"),
            ("flags.mode=8", 11, "0 to 7"), ("flags.sign=64", 11, "-64 to 63"), ("limits=1", 0, "set its fields"),
            ("table=1", 0, "set its elements"), ("twice=1", 0, "function"), ("number", 6, "'=' is missing"),
            ("number == 1", 11, "'=' is missing"), ("number=", 7, "value is missing"), ("=1", 0, "missing before"),
            ("number+=1", 7, "in full"), ("number=limits", 7, "not a number"), ("1=2", 0, "cannot be set"),
            ("number=nosuch", 7, "no symbol"), ("$rax=1", 0, "none is stopped"), ("ratio64=head", 8, "pointer"),
            ("*0x1234=1", 0, "cast it"), ("head=-1", 5, "does not fit"), ("number=1 2", 9, "not understood"),
            ("own=1", 0, "thread-local"), ("number = = 2", 9, "=="),
        ] {
            let error = try #require(try questions.refusal { try $0.assignment(text) }, "\(text)")
            #expect(error.column == column, "\(text): \(error)")
            #expect(error.message.contains(message), "\(text): \(error)")
        }
    }
}
