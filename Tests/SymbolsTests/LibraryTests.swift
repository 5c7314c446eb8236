import Glibc
import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Names of shared libraries and of what is stripped", .timeLimit(.minutes(10)))
struct LibraryTests {
    private static let library = #"""
        struct state { int level; int depth; };
        struct state shared = { 1, 2 };
        static int inner = 3;
        int *where_inner(void) { inner++; return &inner; }
        void raise_level(void) {
            shared.level++;
        }
        """#
    private static let program = #"""
        #include <stdio.h>
        struct state { int level; int depth; };
        extern struct state shared;
        int *where_inner(void);
        void raise_level(void);
        __attribute__((visibility("default"))) int own = 5;
        int main(void) {
            raise_level();
            printf("shared %p\nshared.depth %p\ninner %p\nown %p\n", (void *)&shared, (void *)&shared.depth, (void *)where_inner(), (void *)&own);
            puts("ready");
            fflush(stdout);
            getchar();
        }
        """#

    private func build(_ compiler: Compiler, library: [String], program: [String]) throws -> CompiledProgram {
        let built = try CompiledProgram()
        try built.write(Self.library, to: "library.c")
        try built.write(Self.program, to: "program.c")
        try built.run(compiler, ["-fPIC", "-shared"] + library + ["library.c", "-o", "libstate.so"])
        try built.run(
            compiler, program + ["program.c", "-o", "program", "-L.", "-lstate", "-Wl,-rpath,\(built.folder)"])
        return built
    }

    @Test(
        .enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"),
        arguments: [["-fPIE", "-pie"], ["-fno-pie", "-no-pie"]])
    func aLibrarysVariableIsTheOneInUse(flags: [String]) throws {
        for compiler in [Compiler.gcc, .clang] where compiler.isInstalled {
            for debug in [["-g"], []] {
                let named = try NamedProgram(build(compiler, library: ["-g"], program: debug + flags))
                for name in ["shared", "shared.depth", "inner", "own"] {
                    #expect(
                        try named.questions.expression(name).address == named.addresses[name], "\(name) \(compiler)")
                }
                #expect(try named.questions.expression("libstate.so!shared").address == named.addresses["shared"])
                #expect(try named.questions.expression("libstate!inner").address == named.addresses["inner"])
                #expect(try named.questions.expression("library.c::inner").address == named.addresses["inner"])
                #expect(try named.questions.expression("shared").type?.name == "struct state")
                let raise = try #require(try named.questions.location("raise_level").first)
                let place = try named.questions.place(raise + 1, isExact: false)
                #expect(place.function == "raise_level")
                #expect(place.file == "library.c")
                #expect(place.module == "libstate.so")
                #expect(try named.questions.location("library.c:6").count == 1)
            }
        }
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aStrippedProgramHasItsDynamicSymbols() throws {
        let named = try NamedProgram(
            build(.gcc, library: ["-s"], program: ["-s", "-rdynamic", "-fPIE", "-pie"]))
        #expect(!named.summary.hasDebugInformation)
        #expect(named.summary.entry != 0)
        let shared = try named.questions.expression("shared")
        #expect(
            shared
                == ResolvedExpression(address: named.addresses["shared"]!, type: nil, byteCount: 8, isFunction: false))
        #expect(try named.questions.expression("shared+4").address == named.addresses["shared.depth"])
        #expect(try named.questions.expression("own").byteCount == 4)
        #expect(try named.questions.error("shared.depth")?.message.contains("not known") == true)
        #expect(try named.questions.error("inner")?.message.contains("no symbol") == true)
        let raise = try #require(try named.questions.location("raise_level").first)
        let place = try named.questions.place(raise + 2, isExact: false)
        #expect(place == CodePlace(function: "raise_level", offset: 2, module: "libstate.so"))
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aStrippedProgramHasNoMain() throws {
        let program = try CompiledProgram(
            "#include <stdio.h>\nint main(void) { puts(\"ready\"); fflush(stdout); getchar(); }", compiler: .gcc,
            flags: ["-s", "-fPIE", "-pie"])
        let named = try NamedProgram(program)
        #expect(named.summary.problem?.contains("stripped") == true)
        let error = try #require(try named.questions.locationError("main"))
        #expect(error.message.contains("stripped"))
        #expect(error.suggestions == ["entry"])
        #expect(try named.questions.location("entry") == [named.summary.entry])
        // Without names the code between the symbols belongs to nobody.
        let place = try named.questions.place(named.summary.entry + 4, isExact: false)
        #expect(place == CodePlace(module: "program"))
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aStaticProgramWorks() throws {
        let program = try CompiledProgram(
            CProgramSource.main, compiler: .gcc, flags: ["-g", "-static", "-fno-pie", "-no-pie"])
        let named = try NamedProgram(program)
        for name in ["counter", "config.limits[2].max", "bump::calls"] {
            #expect(try named.questions.expression(name).address == named.addresses[name])
        }
        #expect(try named.questions.location("main") == [named.addresses["main"]!])
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func aSeparateDebugFileIsFoundByItsLink() throws {
        let program = try CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g", "-Wl,--build-id=none"])
        let copy = Compiler("objcopy")
        try program.run(copy, ["--only-keep-debug", "program", "program.debug"])
        try program.run(copy, ["--strip-all", "--add-gnu-debuglink=program.debug", "program"])
        let named = try NamedProgram(program)
        #expect(named.summary.hasDebugInformation)
        #expect(try named.questions.expression("config.ratio").address == named.addresses["config.ratio"])
        #expect(try named.questions.location("main") == [named.addresses["main"]!])
        // Another program's debugging information is worse than none.
        try program.write("not the right file", to: "program.debug")
        let again = try NamedProgram(program)
        #expect(!again.summary.hasDebugInformation)
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func staticNamesakesAreToldApartByTheirFiles() throws {
        let program = try CompiledProgram()
        let part = "static int twin = %; int *where_%(void) { twin++; return &twin; }\n"
        try program.write(part.replacing("%", with: "1"), to: "one.c")
        try program.write(part.replacing("%", with: "2"), to: "two.c")
        try program.write(
            #"""
            #include <stdio.h>
            int *where_1(void); int *where_2(void);
            int main(void) { printf("one %p\ntwo %p\nready\n", (void *)where_1(), (void *)where_2()); fflush(stdout); getchar(); }
            """#, to: "main.c")
        try program.run(.gcc, ["-g", "one.c", "two.c", "main.c", "-o", "program"])
        let named = try NamedProgram(program)
        #expect(try named.questions.expression("one.c::twin").address == named.addresses["one"])
        #expect(try named.questions.expression("two.c::twin").address == named.addresses["two"])
        let error = try #require(try named.questions.error("twin"))
        #expect(error.message.contains("several"))
        #expect(error.suggestions == ["one.c::twin", "two.c::twin"])
    }
}
