import ProgramModel
import TestSupport
import Testing

@testable import Symbols

@Suite("Places of code", .timeLimit(.minutes(10)))
struct PlaceTests {
    private static let source = #"""
        #include <stdio.h>
        volatile int counter;
        static inline __attribute__((always_inline)) void bump(int by) {
            counter += by; /* the inlined line */
        }
        __attribute__((noinline)) void work(void) {
            bump(1);
            bump(2);
        }
        int main(void) {
            work();
            printf("work %p\nlibrary %p\nready\n", (void *)work, (void *)getchar);
            fflush(stdout);
            getchar();
        }
        """#

    @Test(arguments: [Compiler.gcc, .clang].filter(\.isInstalled), ["-O0", "-O2"])
    func anInlinedFunctionHasItsName(compiler: Compiler, optimization: String) throws {
        let program = try CompiledProgram(Self.source, compiler: compiler, flags: ["-g", optimization])
        let named = try NamedProgram(program)
        let line =
            Self.source.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("the inlined line") }! + 1
        let addresses = try named.questions.location("program.c:\(line)")
        let first = try #require(addresses.first)
        let place = try named.questions.place(first, isExact: true)
        #expect(place.function == "bump")
        #expect(place.line == line)
        #expect(place.offset != nil)
        // It has no code that could be stopped at by its name.
        #expect(try named.questions.locationError("bump")?.message.contains("inlined") == true)
    }

    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed"))
    func codeOfLibrariesHasItsFunction() throws {
        let program = try CompiledProgram(Self.source, compiler: .gcc, flags: ["-g", "-fPIE", "-pie"])
        let named = try NamedProgram(program)
        let library = try #require(named.addresses["library"])
        let place = try named.questions.place(library + 4, isExact: false)
        #expect(place.function == "getchar")
        #expect(place.offset == 4)
        #expect(place.module == "libc.so.6")
    }

    @Test func aMemoryMapIsRead() throws {
        let text = """
            555555554000-555555555000 r--p 00000000 fe:00 7 /home/a b/program
            555555555000-555555556000 r-xp 00001000 fe:00 7 /home/a b/program
            7ffff7fc1000-7ffff7fc3000 r-xp 00000000 00:00 0 [vdso]
            7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0 [stack]
            """
        let map = try #require(MemoryMap(Array(text.utf8)))
        #expect(map.files == [Array("/home/a b/program".utf8)])
        #expect(map.code == [0x5555_5555_5000..<0x5555_5555_6000, 0x7FFF_F7FC_1000..<0x7FFF_F7FC_3000])
        #expect(map.hasCode(in: 0x5555_5555_4000..<0x5555_5555_8000))
        #expect(!map.hasCode(in: 0x5555_5555_4000..<0x5555_5555_5000))
        #expect(MemoryMap([]) == nil)
        #expect(MemoryMap(Array("nonsense\n- r-xp\nz-y r-xp".utf8)) == nil)
    }
}
