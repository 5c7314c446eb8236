import Glibc
import HitRules
import ProgramModel
import TestSupport
import Testing

@testable import Symbols

/// A program stopped at its `int3`, asked for its locals on the test's own thread.
private final class LocalQuestions {
    let stopped: StoppedProgram
    let image: ProgramImage
    /// libelf is asked to work by it.
    private let responder = SymbolResponder()

    init(_ program: CompiledProgram, stops: Int = 1) throws {
        stopped = try StoppedProgram(program.path, stops: stops)
        guard let image = ProgramImage(pid: stopped.pid, path: program.path) else {
            throw CompiledProgramError(description: "no image")
        }
        self.image = image
    }

    func local(_ text: String) throws -> ResolvedLocal? {
        guard case .name(let name, let column) = try Expression(parsing: text) else {
            throw CompiledProgramError(description: "'\(text)' is no name")
        }
        return try image.local(
            name, in: EvaluationContext(tid: stopped.pid, registers: stopped.registers), column: column)
    }

    func message(_ text: String) throws -> String? {
        do {
            _ = try local(text)
            return nil
        } catch let error as ExpressionError {
            #expect(error.column == 0)
            return error.message
        }
    }

    func address(_ text: String) throws -> UInt64? {
        guard case .memory(let address)? = try local(text)?.place else { return nil }
        return address
    }

    /// What a local has now, wherever it is.
    func value(_ text: String, byteCount: Int = 8) throws -> UInt64? {
        switch try local(text)?.place {
        case .memory(let address)?: try stopped.word(address, byteCount: byteCount)
        case .register(let register)?: stopped.registers[register]
        case nil: nil
        }
    }

    func typeName(_ text: String) throws -> String {
        try local(text)?.type.flatMap { TypeReader.peel($0).entry.name } ?? ""
    }

    func global(_ name: String) throws -> UInt64 {
        try stopped.word(stopped.questions.expression(name).address)
    }
}

@Suite("Locals of frames", .timeLimit(.minutes(10)))
struct FrameLocalTests {
    static let source = #"""
        struct pair { long first, second; };
        void *volatile where_number, *volatile where_inner, *volatile where_pair, *volatile where_deep[4];
        static volatile long sink;
        extern volatile long elsewhere;
        volatile long elsewhere = 4;
        __attribute__((noinline)) void use(volatile long *a) { sink += *a; }
        static inline __attribute__((always_inline)) void stop(long inlined) {
            volatile long own = inlined * 2;
            where_inner = (void *)&own;
            __asm__ volatile("int3" : : : "memory");
            sink += own;
        }
        __attribute__((noinline)) long deep(long n) {
            volatile long mine = n;
            where_deep[n] = (void *)&mine;
            if (n == 0) {
                volatile long number = 77;
                extern volatile long elsewhere;
                static volatile long calls = 3;
                calls++;
                where_number = (void *)&number;
                use(&number);
                stop(n + 21);
                sink += number + elsewhere;
            } else {
                sink += deep(n - 1);
            }
            return sink + mine;
        }
        __attribute__((noinline)) long outer(struct pair *argument) {
            volatile struct pair pair = *argument;
            long number = argument->first;
            where_pair = (void *)&pair;
            sink += deep(3);
            return number + pair.second;
        }
        int main(void) {
            struct pair pair = { 5, 6 };
            return (int)outer(&pair);
        }
        """#

    @Test(arguments: CallStackTests.builds) func areWhereTheProgramSays(build: ProgramBuild) throws {
        let program = try CompiledProgram(Self.source, compiler: build.compiler, flags: build.flags)
        let questions = try LocalQuestions(program)
        #expect(try questions.address("own") == questions.global("where_inner"))
        #expect(try questions.address("stop::own") == questions.global("where_inner"))
        // The function around an inlined one has its frame, and so its locals.
        #expect(try questions.address("number") == questions.global("where_number"))
        #expect(try questions.address("deep::number") == questions.global("where_number"))
        #expect(try questions.address("outer::pair") == questions.global("where_pair"))
        #expect(try questions.address("program.c::outer::pair") == questions.global("where_pair"))
        #expect(try questions.address("program!outer::pair") == questions.global("where_pair"))
        // Of a recursion the innermost.
        #expect(try questions.address("deep::mine") == questions.global("where_deep"))
        #expect(try questions.typeName("outer::pair") == "pair")
        #expect(try questions.typeName("deep::mine").hasPrefix("long"))

        // What is none, or lives longer than a frame.
        #expect(try questions.local("nothing") == nil)
        #expect(try questions.local("pair") == nil)
        #expect(try questions.local("use::a") == nil)
        #expect(try questions.local("stop::number") == nil)
        #expect(try questions.local("other.c::outer::pair") == nil)
        #expect(try questions.local("libc!outer::pair") == nil)
        #expect(try questions.local("elsewhere") == nil)
        #expect(try questions.local("calls") == nil)
        #expect(try questions.local("deep::calls") == nil)
        #expect(try questions.local("sink") == nil)
    }

    @Test(arguments: CallStackTests.builds) func knowTheirFrame(build: ProgramBuild) throws {
        let program = try CompiledProgram(Self.source, compiler: build.compiler, flags: build.flags)
        let questions = try LocalQuestions(program)
        let frames = questions.image.callStack(questions.stopped.live).frames.filter { !$0.isInlined }
        for (name, function) in [("own", "deep"), ("deep::mine", "deep"), ("outer::pair", "outer")] {
            let local = try #require(try questions.local(name))
            let index = try #require(frames.firstIndex { $0.place.function == function })
            let address = try #require(frames[index].frameAddress)
            #expect(
                local.frame
                    == FrameScope(
                        tid: questions.stopped.pid, frameAddress: address, returnAddress: frames[index + 1].pc,
                        exits: questions.image.frameExits))
            #expect(!local.frame.exits.isEmpty, "the C library has a longjmp")
            if case .memory(let place) = local.place { #expect(place < address) }
        }
    }

    @Test(arguments: [Compiler.gcc, .clang].filter(\.isInstalled), ["-O0", "-O2"])
    func areFoundAtEveryInstructionOfTheirFunction(compiler: Compiler, optimization: String) throws {
        for flags in [[], ["-fomit-frame-pointer"], ["-fno-omit-frame-pointer"]] {
            try stepThroughUse(
                CompiledProgram(Self.stepped, compiler: compiler, flags: ["-g", optimization] + flags))
        }
    }

    static let stepped = #"""
        void *volatile where;
        static volatile long sink;
        __attribute__((noinline)) void use(volatile long *a) { sink += *a; }
        __attribute__((noinline)) long stepped(long n, long m) {
            volatile long numbers[9];
            where = (void *)numbers;
            numbers[1] = n;
            use(numbers + 1);
            use(numbers + m);
            return numbers[1] + sink;
        }
        int main(void) {
            sink = stepped(1, 2);
            __asm__ volatile("int3");
            return (int)stepped(3, 1);
        }
        """#

    /// Nothing else than the true address is said from the function's first instruction to its return.
    private func stepThroughUse(_ program: CompiledProgram) throws {
        let questions = try LocalQuestions(program)
        let entry = try #require(try questions.stopped.questions.location("stepped").first)
        try questions.stopped.step(to: entry)
        let top = questions.stopped.registers[.rsp]
        var found: [UInt64] = []
        var count = 0
        while questions.stopped.registers[.rsp] <= top {
            count += 1
            if let address = try? questions.address("stepped::numbers") {
                found.append(address)
                let scope = try #require(try questions.local("stepped::numbers")?.frame)
                #expect(scope.frameAddress == top + 8)
            }
            try questions.stopped.step()
        }
        let truth = try questions.global("where")
        #expect(found.allSatisfy { $0 == truth }, "\(program.path) \(found.map { String($0, radix: 16) })")
        #expect(found.count == count, "\(found.count) of \(count)")
        #expect(count > 20)
    }

    // MARK: Registers and nowhere

    static let optimized = #"""
        struct two { long first, second; };
        static volatile long sink = 5;
        __attribute__((noinline)) long leaf(long a) { __asm__ volatile("int3" : : "r"(a) : "memory"); return a; }
        __attribute__((noinline)) long clobber(long a) {
            __asm__ volatile("mov $9, %%rbx; mov $9, %%r12; mov $9, %%r13; mov $9, %%r14; mov $9, %%r15"
                : : : "rbx", "r12", "r13", "r14", "r15");
            sink += leaf(a);
            return sink;
        }
        __attribute__((noinline)) long keeps(long n) {
            long kept = sink + n;
            sink += leaf(n);
            __asm__ volatile("" : "+r"(kept));
            return kept * 3;
        }
        __attribute__((noinline)) long loses(long n) {
            long kept = sink + n;
            sink += clobber(n);
            __asm__ volatile("" : "+r"(kept));
            return kept * 3;
        }
        __attribute__((noinline)) long split(struct two both) {
            leaf(both.first);
            return both.first + both.second;
        }
        int main(void) {
            const long seven = 7;
            keeps(1);
            loses(2);
            split((struct two){ 8, sink });
            return (int)seven;
        }
        """#

    @Test(arguments: [Compiler.gcc, .clang].filter(\.isInstalled)) func areInRegisters(compiler: Compiler) throws {
        let program = try CompiledProgram(
            Self.optimized, compiler: compiler, flags: ["-g", "-O2"] + (compiler.name == "gcc" ? ["-fno-ipa-ra"] : []))
        let questions = try LocalQuestions(program)
        guard case .register = try #require(try questions.local("a")).place else {
            Issue.record("leaf::a is in no register")
            return
        }
        #expect(try questions.value("leaf::a") == 1)
        // Kept in a register that functions leave as it is, and nobody has put it away.
        guard case .register = try #require(try questions.local("keeps::kept")).place else {
            Issue.record("keeps::kept is in no register")
            return
        }
        #expect(try questions.value("keeps::kept") == 6)

        try questions.stopped.goOn()
        // The same, but an inner frame has saved the register to use it itself.
        let message = try #require(try questions.message("loses::kept"))
        #expect(message.contains("which a function that was called has put away; its value is 0x8"), "\(message)")

        try questions.stopped.goOn()
        let split = try #require(try questions.message("split::both"))
        #expect(split.contains("optimized out") || split.contains("kept in pieces"), "\(split)")
        let constant = try #require(try questions.message("main::seven"))
        #expect(constant.contains("constant") || constant.contains("its value is 0x7"), "\(constant)")
    }

    /// gcc leaves a value in a register that the function called is known not to use. The unwind table does not know that.
    @Test(.enabled(if: Compiler.gcc.isInstalled, "gcc is not installed")) func whatMayHaveChangedIsNotSaid() throws {
        let program = try CompiledProgram(Self.optimized, compiler: .gcc, flags: ["-g", "-O2", "-fipa-ra"])
        let questions = try LocalQuestions(program)
        let message = try #require(try questions.message("keeps::kept"))
        #expect(message.hasSuffix("which a function that was called may have changed"), "\(message)")
    }
}
