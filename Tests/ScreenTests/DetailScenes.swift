import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import ViewModel
import WatchSlots

/// Details with all that can be known, and with parts of it missing.
enum DetailScenes {
    private static let store: UInt64 = Scenes.bump - 7

    static let registers: MachineRegisters = {
        var registers = MachineRegisters()
        registers[.rax] = 42
        registers[.rbx] = 0x7fff_ffff_e0f8
        registers[.rcx] = 0x5555_5555_7db0
        registers[.rdx] = 1
        registers[.rsi] = 0xffff_ffff_ffff_fff6
        registers[.rbp] = 0x7fff_ffff_df90
        registers[.rsp] = 0x7fff_ffff_df90
        registers[.r8] = 0x1fff
        registers[.r12] = 0xa
        registers[.rip] = Scenes.bump
        registers[.rflags] = 0x246
        registers[.cs] = 0x33
        registers[.ss] = 0x2b
        registers[.fsBase] = 0x7fff_f7d8_7740
        registers[.origRax] = .max
        return registers
    }()

    private static func line(
        _ address: UInt64, _ bytes: [UInt8], _ text: String, target: String? = nil, isAccess: Bool = false
    ) -> DisassemblyLine {
        DisassemblyLine(
            instruction: Instruction(address: address, bytes: bytes, text: text), target: target, isAccess: isAccess)
    }

    static let disassembly = [
        line(store - 18, [0x55], "push rbp"),
        line(store - 17, [0x48, 0x89, 0xe5], "mov rbp, rsp"),
        line(store - 14, [0x48, 0x8b, 0x05, 0x84, 0x2e, 0, 0], "mov rax, qword ptr [rip+0x2e84]", target: "<ledger>"),
        line(store - 7, [0x48, 0x83, 0xc0, 0x01], "add rax, 0x1"),
        line(store - 3, [0x0f, 0x1f, 0x00], "nop dword ptr [rax]"),
        line(
            store, [0x48, 0x89, 0x05, 0x80, 0x2e, 0, 0], "mov qword ptr [rip+0x2e80], rax", target: "<ledger>",
            isAccess: true),
        line(store + 7, [0x85, 0xff], "test edi, edi"),
        line(store + 9, [0x74, 0x05], "jz 0x5555555551a3", target: "<bump+0x23>"),
        line(store + 11, [0xe8, 0x6c, 0, 0, 0], "call 0x555555555208", target: "<check>"),
        line(store + 16, [0x5d], "pop rbp"),
        line(store + 17, [0xc3], "ret"),
    ]

    static let source = SourceExcerpt(
        path: "/home/anna/src/server/ledger.c", firstLine: 10,
        lines: [
            "/* Called by every worker, under no lock at all. */", "void bump(int verify)", "{",
            "    struct ledger *books = &ledger;", "    books->total += 1;", "    if (verify)",
            "        check(books);", "}", "",
        ], line: 14)

    static let stack = CallStack(frames: [
        StackFrame(pc: Scenes.bump, place: Scenes.sitePlaces[Scenes.bump]!),
        StackFrame(
            pc: 0x5555_5555_52c0, place: CodePlace(function: "serve_one", file: "server.c", line: 88), isInlined: true),
        StackFrame(
            pc: 0x5555_5555_52c0, place: CodePlace(function: "serve", offset: 0x60, file: "server.c", line: 120)),
        StackFrame(
            pc: 0x7fff_f7dd_1520, place: CodePlace(function: "__restore_rt", offset: 0, module: "libc.so.6"),
            isSignalFrame: true),
        StackFrame(
            pc: 0x5555_5555_5404,
            place: CodePlace(
                function: "server::Worker<server::Http>::run(std::stop_token)", offset: 0x1b4, file: "worker.cc",
                line: 41)),
        StackFrame(pc: 0x7fff_f7e1_3ac3, place: CodePlace(module: "libc.so.6")),
    ])

    static func site(_ sample: HitSample?, finding: SiteFinding?) -> Site {
        Site(
            id: Scenes.siteID(Scenes.bump, .dr0), watch: WatchID(rawValue: 1), slot: .dr0,
            query: SiteQuery(pc: Scenes.bump, isExact: false, address: 0x5555_5555_8010, byteCount: 8),
            finding: finding, sample: sample)
    }

    static let finding = SiteFinding(
        instruction: Instruction(
            address: store, bytes: [0x48, 0x89, 0x05, 0x80, 0x2e, 0, 0], text: "mov qword ptr [rip+0x2e80], rax"),
        access: .write, place: CodePlace(function: "bump", offset: 0x13, file: "ledger.c", line: 14))

    /// The last hit's detail, everything known.
    static func complete(_ width: Int, _ height: Int) throws -> AppState {
        var state = try Scenes.running(width, height)
        let sample = HitSample(
            trap: 1, pid: 4242, tid: 4243, slot: .dr0, pc: Scenes.bump, registers: registers, stack: [0])
        Scenes.apply([.sites([site(sample, finding: finding)])], to: &state)
        state = Scenes.press(.tab, .tab, .tab, .enter, in: state)
        Scenes.apply(
            [
                .siteDetail(
                    Scenes.siteID(Scenes.bump, .dr0),
                    SiteDetail(stack: stack, disassembly: disassembly, source: source)),
                .threadNames([4243: "worker-1"]),
            ], to: &state)
        return state
    }

    /// The same hit, of which nothing but the record is known, and nothing will be.
    static func missing(_ width: Int, _ height: Int) throws -> AppState {
        var state = try Scenes.running(width, height)
        let unknown = SiteFinding(
            place: CodePlace(module: "server"), problem: "no unwind information covers the code before the hit")
        Scenes.apply(
            [
                .sites([site(nil, finding: unknown)]),
                .hits([
                    Scenes.hit(
                        3725, 3_300_000_000, .dr0, tid: 4243, pc: Scenes.bump, old: 2, new: 7, watch: 1,
                        flags: [.hasOld, .hasNew, .newMayBeLater])
                ]),
            ], to: &state)
        state = Scenes.press(.tab, .tab, .tab, .enter, in: state)
        Scenes.apply([.siteDetail(Scenes.siteID(Scenes.bump, .dr0), SiteDetail())], to: &state)
        return state
    }

    /// Asked, and not answered yet.
    static func asking(_ width: Int, _ height: Int) throws -> AppState {
        var state = try Scenes.running(width, height)
        Scenes.apply([.sites([site(nil, finding: nil)])], to: &state)
        return Scenes.press(.tab, .tab, .tab, .enter, in: state)
    }

    static func stopStack(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.press(.character("v"), in: try Scenes.stopped(width, height))
        var truncated = stack
        truncated.problem = "the stack ends in code without unwind information"
        Scenes.apply(
            [
                .registers(tid: 4243, registers), .stack(tid: 4243, truncated), .threadNames([4243: "worker-1"]),
            ], to: &state)
        return state
    }

    /// A condition that names something that is not there.
    static func failedCondition(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.type("=new > limt && tid == 2", in: try Scenes.running(width, height))
        _ = state.update(.key(.enter))
        Scenes.apply(
            [
                .evaluationRefused(
                    "new > limt && tid == 2",
                    ExpressionError("no symbol 'limt' in ./server", column: 6, suggestions: ["limit", "limits"]))
            ], to: &state)
        return state
    }

    static func printed(_ width: Int, _ height: Int) throws -> AppState {
        var state = Scenes.type(":print *books", in: try Scenes.running(width, height))
        _ = state.update(.key(.enter))
        Scenes.apply(
            [.printed("*books", ReadValue(text: "{total=42, limit=0x5555555580a4}", typeName: "struct ledger"))],
            to: &state)
        return state
    }
}
