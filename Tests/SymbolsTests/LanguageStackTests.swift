import ProgramModel
import TestSupport
import Testing

@Suite("Call stacks of other languages than C", .timeLimit(.minutes(10)))
struct LanguageStackTests {
    private func own(_ stack: CallStack, to last: String) -> String {
        var lines: [String] = []
        for frame in stack.frames {
            lines.append(frame.text)
            if frame.place.function == last { break }
        }
        return lines.joined(separator: "\n")
    }

    private static let cPlusPlus = #"""
        static volatile long sink;
        namespace bank {
        template <typename Value> struct Account {
            Value total;
            inline __attribute__((always_inline)) void add(Value by) {
                total += by;
                __asm__ volatile("int3" : : : "memory");
                sink++;
            }
            __attribute__((noinline)) Value deposit(Value by) const {
                const_cast<Account *>(this)->add(by);
                return total + sink;
            }
        };
        }
        namespace {
        __attribute__((noinline)) long hidden(bank::Account<long> &account) {
            auto inside = [&](long by) __attribute__((noinline)) {
                struct Local {
                    static __attribute__((noinline)) long go(bank::Account<long> &account, long by) {
                        return account.deposit(by) + sink;
                    }
                };
                return Local::go(account, by) + sink;
            };
            return inside(4) + sink;
        }
        }
        int main() {
            bank::Account<long> account{1};
            return (int)(hidden(account) + sink);
        }
        """#

    @Test(arguments: [Compiler.gccForCPlusPlus, .clangForCPlusPlus].filter(\.isInstalled), ["-O0", "-O2"])
    func cPlusPlus(compiler: Compiler, optimization: String) throws {
        let program = try CompiledProgram(
            Self.cPlusPlus, named: "program.cpp", compiler: compiler, flags: ["-g", optimization])
        let stopped = try StoppedProgram(program.path)
        let stack = try stopped.questions.stack(stopped.evidence(isExact: false))
        let lines = own(stack, to: "main").split(separator: "\n").map(String.init)
        #expect(lines.count == 6)
        #expect(lines.first == "bank::Account<long>::add program.cpp:7 inlined")
        #expect(lines.dropFirst().first == "bank::Account<long>::deposit program.cpp:11")
        #expect(lines.dropFirst(2).first?.contains("go ") == true, "\(lines)")
        #expect(lines.dropFirst(2).first?.hasSuffix(" program.cpp:21") == true, "\(lines)")
        #expect(lines.dropFirst(3).first?.hasSuffix(" program.cpp:24") == true, "\(lines)")
        #expect(
            Array(lines.dropFirst(4)) == ["(anonymous namespace)::hidden program.cpp:26", "main program.cpp:31"])
        #expect(stack.problem == nil)
    }

    private static let rust = """
        mod bank {
            #[inline(always)]
            pub fn add(total: &mut u64, by: u64) {
                *total += by;
                unsafe { core::arch::asm!("int3") }
            }
            #[inline(never)]
            pub fn deposit(total: &mut u64, by: u64) -> u64 {
                add(total, by);
                *total + 1
            }
        }
        fn main() {
            let mut total = std::env::args().count() as u64;
            let paid = bank::deposit(&mut total, 4);
            std::process::exit((paid + total) as i32 & 1);
        }
        """

    private static let rustc = Compiler("rustc")

    @Test(
        .enabled(if: rustc.isInstalled, "rustc is not installed"),
        arguments: [
            ["-C", "opt-level=0"], ["-C", "opt-level=2"], ["-C", "opt-level=2", "-C", "symbol-mangling-version=v0"],
        ])
    func rust(flags: [String]) throws {
        let program = try CompiledProgram(
            Self.rust, named: "program.rs", compiler: Self.rustc, flags: ["-g", "--crate-name", "program"] + flags)
        let stopped = try StoppedProgram(program.path)
        let stack = try stopped.questions.stack(stopped.evidence(isExact: false))
        let lines = stack.frames.prefix(3).map(\.text)
        // The newer mangling is not read: those functions have their plain names.
        let isPlain = flags.contains("symbol-mangling-version=v0")
        #expect(
            lines == [
                isPlain ? "add program.rs:5 inlined" : "program::bank::add program.rs:5 inlined",
                isPlain ? "deposit program.rs:9" : "program::bank::deposit program.rs:9",
                isPlain ? "main program.rs:15" : "program::main program.rs:15",
            ])
        #expect(stack.frames.contains { $0.place.function == "main" })
        #expect(stack.problem == nil)
    }

    private static let swift = """
        var counts: [Int] = [1, 2]
        struct Account {
            var total: Int
            @inline(never) mutating func deposit(_ amount: Int) {
                total += amount
                if total == 5 { stop(&counts) }
            }
        }
        @_silgen_name("raise") func raise(_ signal: Int32) -> Int32
        @inline(never) func stop(_ counts: inout [Int]) {
            counts[0] += Int(raise(5))
        }
        var account = Account(total: CommandLine.arguments.count)
        account.deposit(4)
        """

    private static let swiftc = Compiler("swiftc")

    @Test(.enabled(if: swiftc.isInstalled, "swiftc is not installed"))
    func swift() throws {
        let program = try CompiledProgram(
            Self.swift, named: "main.swift", compiler: Self.swiftc, flags: ["-g", "-Onone", "-static-stdlib"])
        let stopped = try StoppedProgram(program.path)
        let stack = try stopped.questions.stack(stopped.evidence())
        let lines = stack.frames.map(\.text)
        #expect(lines.contains { $0.contains("stop(") && $0.hasSuffix("main.swift:11") }, "\(stack.text)")
        #expect(lines.contains { $0.contains("Account.deposit(") && $0.hasSuffix("main.swift:6") }, "\(stack.text)")
        #expect(lines.contains("main main.swift:14"), "\(stack.text)")
        #expect(stack.problem == nil)
    }
}
