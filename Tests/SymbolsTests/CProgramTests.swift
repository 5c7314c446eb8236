import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Names of a C program", .timeLimit(.minutes(10)))
struct CProgramTests {
    @Test(
        .enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"), arguments: ProgramBuild.all(.gcc))
    func compiledByGCC(build: ProgramBuild) throws { try check(build) }

    @Test(
        .enabled(if: Compiler.clang.isInstalled, "clang is not installed"), arguments: ProgramBuild.all(.clang))
    func compiledByClang(build: ProgramBuild) throws { try check(build) }

    private func check(_ build: ProgramBuild) throws {
        let program = try CompiledProgram(CProgramSource.main, compiler: build.compiler, flags: build.flags)
        let named = try NamedProgram(program)
        #expect(named.summary.hasDebugInformation)
        #expect(named.summary.problem == nil)
        #expect(named.summary.symbolCount > 10)
        try checkAddresses(named)
        try checkTypes(named)
        try checkErrors(named)
        try checkCode(named, isOptimized: build.flags.contains("-O2"))
    }

    private func checkAddresses(_ named: NamedProgram) throws {
        let questions = named.questions
        for (name, address) in named.addresses where !["main", "touch"].contains(name) {
            #expect(try questions.expression(name).address == address, "\(name)")
        }
        let counter = try #require(named.addresses["counter"])
        #expect(
            try questions.expression("counter+8")
                == ResolvedExpression(address: counter + 8, type: nil, byteCount: nil, isFunction: false))
        // Inside of the symbol, a slot that stays inside of it; at its start, the symbol itself.
        #expect(try questions.expression("counter+4").byteCount == 4)
        #expect(try questions.expression("counter+6").byteCount == 2)
        #expect(try questions.expression("counter+0") == questions.expression("counter"))
        #expect(try questions.expression("&counter").address == counter)
        #expect(try questions.expression("*head").address == questions.expression("first").address)
        #expect(try questions.expression("head[0].next->value").address == named.addresses["head->next->value"])
        #expect(try questions.expression("(*head).next->value").address == named.addresses["head->next->value"])
        #expect(try questions.expression("child.parent->ratio").address == named.addresses["config.ratio"])
        #expect(try questions.expression("*grid").address == questions.expression("grid").address)
        #expect(try questions.expression("*anything").address == counter)
        #expect(try questions.expression("program.c::hits").address == named.addresses["hits"])
        #expect(try questions.expression("program!hits").address == named.addresses["hits"])
        #expect(try questions.expression("0x1234").address == 0x1234)
        #expect(try questions.expression("*0x1234").address == 0x1234)
    }

    private func checkTypes(_ named: NamedProgram) throws {
        let questions = named.questions
        func type(_ text: String) throws -> ValueType? { try questions.expression(text).type }
        let int = ValueType.integer(name: "int", byteCount: 4, isSigned: true)
        let limits = ValueType.structure(
            name: "struct limits", byteCount: 8,
            members: [.init(name: "min", byteOffset: 0, type: int), .init(name: "max", byteOffset: 4, type: int)])
        #expect(try type("counter")?.byteCount == 8)
        #expect(try ["long", "long int"].contains(type("counter")?.name))
        #expect(try type("hits") == .integer(name: "unsigned int", byteCount: 4, isSigned: false))
        #expect(try type("stamp") == .integer(name: "uint64_t", byteCount: 8, isSigned: false))
        #expect(try type("small") == .integer(name: "uint8_t", byteCount: 1, isSigned: false))
        #expect(try type("flag")?.byteCount == 1)
        if case .boolean = try type("flag") {} else { Issue.record("flag is no bool") }
        #expect(try type("letter") == .character(name: "char", byteCount: 1, isSigned: true))
        #expect(try type("ratio32") == .floatingPoint(name: "float", byteCount: 4))
        #expect(try type("ratio64") == .floatingPoint(name: "double", byteCount: 8))
        #expect(try type("ratio80") == .floatingPoint(name: "long double", byteCount: 16))
        #expect(
            try type("paint")
                == .enumeration(
                    name: "enum color", byteCount: 4, isSigned: true,
                    cases: [
                        .init(name: "RED", value: 0), .init(name: "GREEN", value: 5), .init(name: "NONE", value: -1),
                    ]))
        #expect(try type("config.limits") == .array(element: limits, count: 3))
        #expect(try type("config.limits[1]") == limits)
        #expect(
            try type("config.name") == .array(element: .character(name: "char", byteCount: 1, isSigned: true), count: 8)
        )
        #expect(try type("config.matrix") == .array(element: .array(element: int, count: 3), count: 2))
        #expect(try type("config.matrix[1]") == .array(element: int, count: 3))
        #expect(try type("head") == .pointer(target: "node_t", byteCount: 8))
        #expect(try type("*head")?.name == "node_t")
        #expect(try type("head->next") == .pointer(target: "struct node", byteCount: 8))
        #expect(try type("anything") == .pointer(target: "void", byteCount: 8))
        #expect(try type("callback") == .pointer(target: "int (int, char *)", byteCount: 8))
        #expect(try type("opaque") == .pointer(target: "struct hidden", byteCount: 8))
        #expect(try questions.expression("config").byteCount == type("config")?.byteCount)
        guard case .structure("struct config", _, let members) = try type("config") else {
            Issue.record("config is no struct")
            return
        }
        #expect(
            members.map(\.name) == [
                "name", "limits", "mode", "level", "ratio", "color", "parent", "matrix", "", "choice",
            ])
    }

    private func checkErrors(_ named: NamedProgram) throws {
        let questions = named.questions
        let cases: [(text: String, column: Int, message: String, suggestion: String?)] = [
            ("conter", 0, "no symbol 'conter'", "counter"), ("calls", 0, "no symbol", "bump::calls"),
            ("config.limit[0]", 7, "no field 'limit' in struct config", "limits"),
            ("config.limits[3]", 14, "ends with index 2", nil), ("counter[0]", 7, "not an array", nil),
            ("counter.x", 8, "no fields", nil), ("*counter", 0, "not a pointer", nil),
            ("head.value", 5, "use ->", "->value"), ("config->ratio", 8, "use .", ".ratio"),
            ("nothing->value", 9, "null", nil), ("opaque->x", 8, "only declared", nil),
            ("own", 0, "thread-local", nil), ("touch::amount", 0, "no fixed address", nil),
            ("grid[0-1]", 6, "cannot be negative", nil), ("main.x", 5, "function", nil),
            ("nosuch.so!x", 0, "no file", nil),
            ("other.c::hits", 0, "no symbol", nil), ("grid[nothing]", 5, "not an integer", nil),
            ("anything[0]", 8, "void", nil), ("*(counter+8)", 0, "not known", nil),
        ]
        for (text, column, message, suggestion) in cases {
            let error = try #require(try questions.error(text), "\(text)")
            #expect(error.column == column, "\(text): \(error)")
            #expect(error.message.contains(message), "\(text): \(error)")
            if let suggestion { #expect(error.suggestions.contains(suggestion), "\(text): \(error)") }
        }
    }

    private func checkCode(_ named: NamedProgram, isOptimized: Bool) throws {
        let questions = named.questions
        let touch = try #require(named.addresses["touch"])
        let main = try #require(named.addresses["main"])
        #expect(
            try questions.expression("touch")
                == ResolvedExpression(address: touch, type: nil, byteCount: nil, isFunction: true))
        #expect(try questions.expression("touch+4").isFunction)
        #expect(try questions.location("main") == [main])
        #expect(try questions.location(" touch ") == [touch])
        #expect(try questions.location("*0x1234") == [0x1234])
        #expect(try questions.location("entry") == [named.summary.entry])
        #expect(try questions.place(named.summary.entry, isExact: true).function == "_start")

        let number = CProgramSource.line(of: "the touching line")
        let line = try #require(try questions.location("program.c:\(number)").first)
        #expect(line >= touch && line < touch + 40)
        #expect(try questions.location("./program.c:\(number)") == [line])
        #expect(try questions.expression("program.c:\(number)").address == line)
        #expect(try questions.expression("program.c:\(number)").isFunction)
        // A line without code stands for the next that has some.
        let comment = CProgramSource.line(of: "void touch(long amount)")
        #expect(try questions.location("program.c:\(comment)") == [touch])

        let exact = try questions.place(line, isExact: true)
        #expect(
            exact
                == CodePlace(
                    function: "touch", offset: line - touch, file: "program.c", line: number, module: "program"))
        let after = try questions.place(line + 1, isExact: false)
        #expect(
            after
                == CodePlace(
                    function: "touch", offset: line + 1 - touch, file: "program.c", line: number, module: "program"))
        // What a call pushes is seen at the first instruction of the function called.
        #expect(try questions.place(touch, isExact: false) == CodePlace(module: "program"))
        #expect(try questions.place(touch, isExact: true).function == "touch")
        #expect(try questions.place(0x10, isExact: true).isEmpty)

        #expect(try questions.locationError("counter")?.message.contains("not a function") == true)
        #expect(try questions.locationError("tuch")?.suggestions.first == "touch")
        #expect(try questions.locationError("progam.c:3")?.suggestions == ["program.c"])
        #expect(try questions.locationError("program.c:99999")?.message.contains("no code") == true)
        #expect(try questions.locationError("program.c:x")?.column == 10)
        #expect(try questions.locationError("*x")?.column == 1)
        #expect(try questions.locationError("") != nil)
    }
}
