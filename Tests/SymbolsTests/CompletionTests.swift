import Glibc
import HitRules
import ProgramModel
import Symbols
import TestSupport
import Testing

extension SymbolQuestions {
    fileprivate func candidates(
        _ purpose: NameQuery.Purpose, _ text: String, in context: EvaluationContext? = nil
    ) throws -> NameCandidates {
        let query = try #require(NameQuery(purpose, atEndOf: text))
        worker.submit(.candidates(query, context: context))
        guard case .candidates(query, let candidates) = try next() else {
            throw CompiledProgramError(description: "no candidates")
        }
        return candidates
    }
}

/// The names that compiled programs have for what is typed.
@Suite("Names that are completed", .timeLimit(.minutes(10)), .enabled(if: Compiler.gcc.isInstalled))
struct CompletionTests {
    @Test(arguments: [["-g"], ["-g", "-static", "-no-pie"], []]) func variablesOfAProgram(flags: [String]) throws {
        let named = try NamedProgram(CompiledProgram(CProgramSource.main, compiler: .gcc, flags: flags))
        let questions = named.questions
        let counter = try questions.candidates(.value, "cou")
        #expect(counter.names.first == "counter")
        #expect(counter.common == "counter")
        // Static and thread-local ones too; the program's own before the C library's.
        #expect(try questions.candidates(.value, "hit").names.first == "hits")
        #expect(try questions.candidates(.value, "ow").names.first == "own")
        let ratios = try questions.candidates(.value, "rat")
        #expect(ratios.names.prefix(3) == ["ratio32", "ratio64", "ratio80"])
        #expect(ratios.common == "ratio")
        let all = try questions.candidates(.value, "")
        #expect(all.names.contains("counter") && all.names.contains("hits"))
        #expect(!all.names.contains("main"), "code is no value")
        #expect(all.names.allSatisfy { !$0.hasPrefix("_") && !$0.contains(".") }, "\(all.names)")
        #expect(all.names.count <= NameCandidates.limit)
        #expect(try questions.candidates(.value, "_IO_stdin").names.contains("_IO_stdin_used"))
        #expect(try questions.candidates(.value, "nothing_has_this").names == [])
    }

    @Test func codeWhereItCanBeMeant() throws {
        let named = try NamedProgram(CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g"]))
        #expect(try named.questions.candidates(.watch, "tou").common == "touch")
        let all = try named.questions.candidates(.watch, "").names
        #expect(try #require(all.firstIndex(of: "wide")) < (try #require(all.firstIndex(of: "bump"))), "data first")
        #expect(!all.contains("frame_dummy"))
        #expect(try named.questions.candidates(.location, "tou").common == "touch")
        #expect(try named.questions.candidates(.value, "tou").names.contains("touch") == false)
        #expect(try named.questions.candidates(.location, "counte").names.contains("counter") == false)
        #expect(try named.questions.candidates(.watch, "getch").names.contains("getchar"), "of the C library")
        #expect(try named.questions.candidates(.condition, "ne").names.contains("new"))
    }

    @Test func everyNameThatIsOfferedIsKnown() throws {
        let named = try NamedProgram(CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g"]))
        for name in try named.questions.candidates(.watch, "").names {
            let error = try named.questions.error(name)
            #expect(error?.message.contains("thread-local") ?? true, "\(name)")
        }
    }

    @Test func fieldsOfWhatStandsBefore() throws {
        let named = try NamedProgram(CompiledProgram(CProgramSource.main, compiler: .gcc, flags: ["-g"]))
        for (text, names) in [
            ("config.l", ["level", "limits"]), ("config.limits[1].", ["max", "min"]),
            ("config.limits->m", ["max", "min"]),
            ("head->", ["next", "value"]), ("head->next->v", ["value"]), ("(*head).ne", ["next"]),
            // Null, and yet its type is known.
            ("nothing->next->", ["next", "value"]), ("config.as_", ["as_float", "as_int"]),
            ("config.choice.", ["first", "second"]), ("child.parent->ra", ["ratio"]), ("counter + first.va", ["value"]),
            // Not so written, not known, and nothing with fields.
            ("config->l", []), ("head.", []), ("opaque->", []), ("counter.", []), ("nowhere.", []), ("config.zz", []),
        ] {
            #expect(try named.questions.candidates(.value, text).names == names, "\(text)")
        }
        let bare = try NamedProgram(CompiledProgram(CProgramSource.main, compiler: .gcc, flags: []))
        #expect(try bare.questions.candidates(.value, "config.").names == [])
    }

    @Test func namesOfLibraries() throws {
        let built = try CompiledProgram()
        try built.write(
            "int shared_level = 1; static int shared_depth = 2; int *use(void) { return &shared_depth; }",
            to: "library.c")
        try built.write(
            "#include <stdio.h>\nint *use(void); int shape; int main(void) "
                + "{ shape = *use(); puts(\"ready\"); fflush(stdout); getchar(); }", to: "program.c")
        try built.run(.gcc, ["-fPIC", "-shared", "library.c", "-o", "libstate.so"])
        try built.run(
            .gcc, ["-fPIE", "-pie", "program.c", "-o", "program", "-L.", "-lstate", "-Wl,-rpath,\(built.folder)"])
        let named = try NamedProgram(built)
        let found = try named.questions.candidates(.value, "sha")
        // What is common is of the program's own; the libraries' follow.
        #expect(found.names.first == "shape")
        #expect(found.names.contains("shared_depth") && found.names.contains("shared_level"))
        #expect(found.common == "shape")
        #expect(try named.questions.candidates(.value, "shared_").names == ["shared_depth", "shared_level"])
    }

    @Test(.enabled(if: Compiler.gccForCPlusPlus.isInstalled)) func namesOfCPlusPlus() throws {
        let program = try CompiledProgram(
            """
            #include <cstdio>
            #include <iostream>
            namespace ns { int counter = 3; namespace inner { int depth = 4; } }
            struct base { virtual ~base() {} int low; }; struct box : base { static int made; int wide; };
            int box::made = 1;
            box *kept = new box;
            int main() { std::cout << "counter " << ns::counter << "\\n"; puts("ready"); fflush(stdout); getchar(); }
            """, named: "program.cpp", compiler: .gccForCPlusPlus, flags: ["-g"])
        let named = try NamedProgram(program)
        #expect(try named.questions.candidates(.value, "ns::").names == ["ns::counter", "ns::inner::depth"])
        #expect(try named.questions.candidates(.value, "ns::cou").common == "ns::counter")
        #expect(try named.questions.candidates(.value, "box::").names == ["box::made"])
        #expect(try named.questions.candidates(.value, "std::cou").names.contains("std::cout"))
        #expect(try named.questions.candidates(.value, "kept->").names == ["base", "low", "wide"])
    }

    @Test func localsOfAStoppedThread() throws {
        let program = try CompiledProgram(
            """
            struct pair { int low; int high; };
            int shade;
            __attribute__((noinline)) int inner(int depth, struct pair *pairs) {
                int shadow = depth * 2;
                __asm__ volatile("int3" ::: "memory");
                return shadow + pairs[1].high;
            }
            int main(void) { struct pair pairs[2] = { {1, 2}, {3, 4} }; return inner(21, pairs); }
            """, compiler: .gcc, flags: ["-g", "-O0"])
        let stopped = try StoppedProgram(program.path)
        let context = EvaluationContext(tid: stopped.pid, registers: stopped.registers)
        #expect(try stopped.questions.candidates(.watch, "sha", in: context).names.prefix(2) == ["shade", "shadow"])
        #expect(try stopped.questions.candidates(.watch, "sha", in: nil).names.contains("shadow") == false)
        #expect(try stopped.questions.candidates(.value, "dep", in: context).common == "depth")
        #expect(try stopped.questions.candidates(.value, "pairs->", in: context).names == ["high", "low"])
        #expect(try stopped.questions.candidates(.value, "pairs[1].h", in: context).common == "high")
    }
}
