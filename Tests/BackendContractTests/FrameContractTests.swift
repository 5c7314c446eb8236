import DebugRegisters
import HitRules
import TestSupport
import Testing
import Tracing
import WatchSlots

/// A local's watch ends with its frame, by whatever way that ends, and never reports what uses its stack after it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct FrameContractTests {
    /// A program in a frame whose local is watched.
    struct Framed {
        let driver: ContractDriver
        let scope: FrameScope
        let request: WatchRequest
        let watch: Watch

        var ends: [Int32] {
            driver.kinds { if case .frameEnded(watch.id, let tid) = $0 { tid } else { nil } }
        }
    }

    /// Runs into an activation and arms its local where it says that it is ready.
    private func enter(
        _ backend: BackendUnderTest, _ way: ContractProgram.Frames, activation: Int = 1, action: HitAction = .log,
        knowsExits: Bool = true
    ) throws -> Framed {
        let driver = try ContractDriver(backend, .frames(way))
        try driver.launch()
        var stop = Stop(tid: 0, pc: .init(0), reason: .launched)
        for _ in 0..<activation {
            try driver.perform(.runTo([try driver.address("framed")]))
            stop = try driver.nextStop()
            #expect(stop.reason == .reached)
        }
        guard case .registers(let registers) = try driver.perform(.readRegisters(thread: stop.tid)) else {
            throw ContractDriver.Timeout(description: "no registers")
        }
        let pointer = registers.values[RegisterSet.names.firstIndex(of: "rsp")!]
        var scope = FrameScope(
            tid: stop.tid, frameAddress: pointer + 8, returnAddress: try word(driver, LinearAddress(pointer)))
        // The software backend needs to know of none.
        if knowsExits, let exit = try? driver.address("exit_function") {
            scope.exits = [try word(driver, exit)].filter { $0 != 0 }
        }
        try driver.perform(.runTo([try driver.address("ready")]))
        #expect(try driver.nextStop().reason == .reached)
        let request = WatchRequest(
            address: LinearAddress(try word(driver, try driver.address("place"))), byteCount: 8, action: action,
            frame: scope)
        guard case .watch(let watch) = try driver.perform(.addWatch(request)) else {
            throw ContractDriver.Timeout(description: "no watch")
        }
        return Framed(driver: driver, scope: scope, request: request, watch: watch)
    }

    private func word(_ driver: ContractDriver, _ address: LinearAddress) throws -> UInt64 {
        guard case .memory(_, let bytes) = try driver.perform(.readMemory(address, count: 8)), bytes.count == 8 else {
            throw ContractDriver.Timeout(description: "no memory at \(address)")
        }
        return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Runs to the end: these values, one end of the frame, no trap after it, and the watch disabled.
    private func check(_ framed: Framed, _ values: [UInt64], end: ProcessEnd = .code(0)) throws {
        let driver = framed.driver
        #expect(try driver.runToEnd() == end)
        #expect(driver.hits.map(\.new) == values)
        #expect(driver.backend.hitLog.suppressedCounts == [0, 0, 0, 0])
        #expect(framed.ends == [framed.scope.tid])
        let after = driver.events.first { if case .frameEnded = $0.kind { true } else { false } }?.after
        #expect(after == UInt64(values.count), "the event comes after the last hit")
        let isEnabled = driver.kinds {
            if case .slots(let table, _) = $0 { table[framed.watch.id]?.isEnabled } else { nil }
        }
        #expect(isEnabled.last == false)
        let stops = driver.kinds { if case .stopped(let stop) = $0 { stop.reason } else { nil } }
        #expect(!stops.contains(.paused))
    }

    @Test(arguments: BackendUnderTest.framing)
    func aReturnEndsTheWatch(backend: BackendUnderTest) throws {
        try check(try enter(backend, .once), [2, 3, 4])
    }

    @Test(arguments: BackendUnderTest.framing)
    func theOutermostActivationOutlivesTheOthers(backend: BackendUnderTest) throws {
        try check(try enter(backend, .recursion), [2, 3, 4])
    }

    /// Deeper activations return to the same address.
    @Test(arguments: BackendUnderTest.framing)
    func anInnerActivationIsItself(backend: BackendUnderTest) throws {
        try check(try enter(backend, .recursion, activation: 2), [2, 3, 4])
    }

    @Test(arguments: BackendUnderTest.framing)
    func aJumpOutEndsTheWatch(backend: BackendUnderTest) throws {
        try check(try enter(backend, .jump), [2, 3])
    }

    /// Without knowing what it was left by.
    @Test(arguments: BackendUnderTest.framing)
    func aNewActivationInTheSamePlaceEndsTheWatch(backend: BackendUnderTest) throws {
        try check(try enter(backend, .jump, knowsExits: false), [2, 3])
    }

    @Test(arguments: BackendUnderTest.framing)
    func aJumpOutEndsTheWatchForWhoeverUsesTheStackNext(backend: BackendUnderTest) throws {
        try check(try enter(backend, .jumpOther), [2, 3])
    }

    /// Destructors run on the stack that the exception leaves, before anybody catches it.
    @Test(
        .enabled(if: Hardware.fires, "no debug register fires here"),
        .enabled(if: Compiler.gccForCPlusPlus.isInstalled, "g++ is not installed"))
    func anExceptionEndsTheWatch() throws {
        let program = try CompiledProgram(
            Self.throwing, named: "program.cpp", compiler: .gccForCPlusPlus,
            flags: ["-O0", "-g", "-no-pie", "-fno-pie"])
        let symbols = try ELFSymbols(path: program.path)
        let backend = BackendUnderTest(
            name: "ptrace", capabilities: BackendUnderTest.ptrace.capabilities, make: BackendUnderTest.ptrace.make,
            program: { [path = program.path] _ in
                ProgramUnderTest(
                    path: path, arguments: [path], resolve: { name, pid in try symbols.address(of: name, in: pid) },
                    byteCount: symbols.byteCount(of:))
            })
        try check(try enter(backend, .jumpOther), [2, 3])
    }

    private static let throwing = """
        #include <stdint.h>
        #include <unwind.h>
        extern "C" {
        volatile uint64_t *volatile place;
        void *volatile exit_function = (void *)_Unwind_RaiseException;
        void ready() {}
        void reuse() {
            volatile uint64_t other[64];
            for (int i = 0; i < 64; i++) other[i] = 9;
        }
        void touch(volatile uint64_t *local) { *local = 3; }
        void framed() {
            volatile uint64_t local = 1;
            place = &local;
            ready();
            local = 2;
            touch(&local);
            throw 7;
        }
        }
        struct Guard { ~Guard() { reuse(); } };
        static void middle() {
            Guard guard;
            framed();
        }
        int main() {
            for (int i = 0; i < 2; i++) {
                try { middle(); } catch (int) {}
                reuse();
            }
        }
        """

    @Test(arguments: BackendUnderTest.framing)
    func aFunctionThatWasJumpedToReturnsToItsCallersCaller(backend: BackendUnderTest) throws {
        try check(try enter(backend, .tail), [2, 3, 4])
    }

    @Test(arguments: BackendUnderTest.framing)
    func otherThreadsPassAndTheirStoresAreHits(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .threads)
        try check(framed, [2, 3, 100, 100, 100, 100, 4])
        #expect(Set(framed.driver.hits.map(\.tid)).count == 5)
    }

    @Test(arguments: BackendUnderTest.framing)
    func theEndOfTheThreadEndsTheWatch(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .threadExit)
        #expect(framed.scope.tid != framed.driver.pid)
        try check(framed, [2, 3])
    }

    @Test(arguments: BackendUnderTest.framing)
    func execEndsTheFrame(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .exec)
        #expect(try framed.driver.runToEnd() == .code(7))
        #expect(framed.driver.hits.map(\.new) == [2, 3])
        #expect(framed.ends == [framed.scope.tid])
        let order = framed.driver.kinds { kind -> String? in
            switch kind {
            case .frameEnded: "frame"
            case .executed: "exec"
            default: nil
            }
        }
        #expect(order == ["frame", "exec"])
        #expect(framed.driver.slots?.table.watches.isEmpty == true)
    }

    @Test(arguments: BackendUnderTest.framing)
    func aForkedCopyReturnsUnharmed(backend: BackendUnderTest) throws {
        try check(try enter(backend, .fork), [2, 3, 4])
    }

    /// The hits stop the program, the end of the frame does not.
    @Test(arguments: BackendUnderTest.stopping)
    func theEndOfAFrameIsNoStop(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .once, action: .stop)
        for trap: UInt64 in 1...2 {
            try framed.driver.perform(.resume)
            #expect(try framed.driver.nextStop().reason == .hit(trap: trap, slots: [.dr0], alsoStep: false))
            #expect(framed.ends.isEmpty)
        }
        try framed.driver.perform(.resume)
        _ = try framed.driver.nextStop()
        try check(framed, [2, 3, 4])
    }

    @Test(arguments: BackendUnderTest.stepping)
    func aStepOverTheReturnEndsTheWatch(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .once, action: .stop)
        for _ in 0..<3 {
            try framed.driver.perform(.resume)
            _ = try framed.driver.nextStop()
        }
        var steps = 0
        while framed.ends.isEmpty, steps < 30 {
            try framed.driver.perform(.step(thread: 0))
            let stop = try framed.driver.nextStop()
            #expect((stop.pc.rawValue == framed.scope.returnAddress) == !framed.ends.isEmpty)
            steps += 1
        }
        #expect(framed.driver.slots?.table[framed.watch.id]?.isEnabled == false)
        #expect(framed.driver.slots?.installation.control.enabledSlots.isEmpty == true)
        try check(framed, [2, 3, 4])
    }

    @Test(arguments: BackendUnderTest.framing)
    func aFrameThatIsOverTakesNoWatch(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .once)
        let driver = framed.driver
        try driver.perform(.runTo([try driver.address("reuse")]))
        #expect(try driver.nextStop().reason == .reached)
        #expect(framed.ends == [framed.scope.tid])
        #expect(try driver.refusal(of: .setEnabled(framed.watch.id, true))?.reason == .watch(.frameOver))
        #expect(try driver.refusal(of: .addWatch(framed.request))?.reason == .watch(.frameOver))
        var other = framed.request
        other.frame?.tid = 1
        #expect(try driver.refusal(of: .addWatch(other))?.reason == .watch(.frameOver))
        // What is watched without its frame is a place like any other.
        other.frame = nil
        try driver.perform(.modifyWatch(framed.watch.id, other))
        try driver.perform(.setEnabled(framed.watch.id, true))
        #expect(try driver.runToEnd() == .code(0))
        #expect(driver.hits.map(\.new).contains(9))
    }

    /// A watch that is disabled meanwhile knows its frame all the same.
    @Test(arguments: BackendUnderTest.framing)
    func aDisabledWatchEndsWithItsFrame(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .once)
        try framed.driver.perform(.setEnabled(framed.watch.id, false))
        try check(framed, [])
    }

    @Test(arguments: BackendUnderTest.framing)
    func memoryShowsTheProgramsOwnCode(backend: BackendUnderTest) throws {
        let framed = try enter(backend, .spin)
        let driver = framed.driver
        guard backend.name.hasPrefix("ptrace") else { return }
        let code = LinearAddress(framed.scope.returnAddress) - 8
        let before = try driver.perform(.readMemory(code, count: 16))
        try driver.perform(.resume)
        try driver.wait(for: "the hits") { driver.hits.count == 2 }
        #expect(try driver.perform(.readMemory(code, count: 16)) == before)
        try driver.perform(.writeMemory(LinearAddress(framed.scope.returnAddress), [0x90]))
        guard case .memory(_, let bytes) = try driver.perform(.readMemory(code, count: 9)) else { return }
        #expect(bytes.last == 0x90)
        try driver.perform(.pause)
        #expect(try driver.nextStop().reason == .paused)
        #expect(framed.ends.isEmpty)
        try driver.perform(.kill)
    }
}
