import DebugRegisters
import FoundationEssentials
import HitRules
import TestSupport
import Testing
import Tracing
import WatchSlots

@testable import TracerProcess

/// Every message comes out as it went in.
@Suite struct CodecTests {
    static let request = WatchRequest(
        address: .init(0x7fff_ffff_eff8), byteCount: .max, kind: .readWrite, slot: .dr3, action: .stop,
        mayRealign: false,
        rule: HitRule(
            condition: Condition([.field(.new), .constant(.max), .binary(.greater, .signed), .jumpIfZero(by: 1)]),
            ignoreCount: .max, isOneShot: true, changedOnly: true, readsOnly: true),
        frame: scope, thread: 7)

    static let scope = FrameScope(tid: 1, frameAddress: .max, returnAddress: 2)

    static let site = SiteDescription(
        pc: .max, slot: 3, access: .readWrite,
        store: StoreSource(
            value: .immediate(.max),
            address: StoreSource.Address(base: .rax, index: nil, scale: 8, displacement: .max), byteCount: 8))

    static let commands: [TracingCommand] =
        [
            .addWatch(request), .addWatch(WatchRequest(address: .init(.max), byteCount: 1)),
            .modifyWatch(WatchID(rawValue: .max), request), .setEnabled(WatchID(rawValue: 1), false),
            .removeWatch(WatchID(rawValue: 2)), .resume, .runTo([.init(0), .init(.max)]), .runTo([]), .pause,
            .step(thread: -1), .kill, .detach, .readMemory(.init(.max), count: .max), .readRegisters(thread: 0),
            .logDrained, .disarmAll, .lookForChanges,
            .writeMemory(.init(.max), [0, 255]), .describeSites([site]), .writeRegister(thread: 0, .rip, .max),
            .attach(
                pid: .max,
                TracingOptions(
                    followsForks: true, stopsAllThreads: false, watchesSystemCalls: true, sharesProcessor: false)),
            .resumeWithoutSignal, .finish(scope), .setSignalPolicy([5: .ignore, 64: .stop]), .describeThreads,
            .stepLine(thread: 1, ranges: [TracingCommand.AddressRange(start: 0, end: .max)], frame: scope),
        ]
        + ([
            .inherited, .path("/dev/pts/7"),
            .path("/dev/pts/7", except: StreamFiles(input: "in", error: "e\n")),
            .files(input: nil, output: "/tmp/ö \"x\"\n", error: nil),
        ] as [LaunchConfiguration.Terminal]).map { terminal in
            .launch(
                LaunchConfiguration(
                    path: "/bin/täst", arguments: ["a b", "", "\u{1F600}"], environment: ["A=\0x", "B"], directory: "/",
                    terminal: terminal, randomizesAddresses: true, options: TracingOptions(overflow: .drop)))
        }

    @Test(arguments: commands) func everyCommandComesOutAsItWentIn(command: TracingCommand) throws {
        let message = FrontMessage.command(.max, command)
        #expect(try JSONDecoder().decode(FrontMessage.self, from: JSONEncoder().encode(message)) == message)
        switch command {
        // A command that is new is to be put among those above.
        case .launch, .addWatch, .modifyWatch, .setEnabled, .removeWatch, .resume, .runTo, .pause, .step, .kill,
            .detach, .readMemory, .readRegisters, .logDrained, .disarmAll, .writeMemory, .writeRegister,
            .describeSites, .attach, .resumeWithoutSignal, .stepLine, .finish, .setSignalPolicy, .describeThreads,
            .lookForChanges:
            break
        }
    }

    static func table() throws -> WatchTable {
        var table = WatchTable()
        _ = try table.register(WatchRequest(address: .init(0x404004), byteCount: 12))
        let execute = try table.register(
            WatchRequest(address: .init(0x401000), byteCount: 1, kind: .execute, slot: .dr3, action: .stop))
        try table.setEnabled(execute.id, false)
        try table.hold(.dr2, by: "gdb")
        return table
    }

    static func kinds() throws -> [TracingEvent.Kind] {
        let table = try table()
        let pieces = try WatchSplit.pieces(of: WatchRequest(address: .init(0x404004), byteCount: 12))
        let watchErrors: [WatchError] = [
            .emptyRange, .badLength(3), .executeLength(.max), .misaligned(.init(1), 8), .notUserAddress(.init(.max)),
            .tooLong(byteCount: .max, pieces: .max), .noFreeSlot(needed: 2, free: [.dr0, .dr3], pieces: pieces),
            .slotTaken(.dr1, by: .watch(WatchID(rawValue: 1))), .slotTaken(.dr1, by: .other("perf")),
            .unknownWatch(WatchID(rawValue: 9)), .mechanism(.perf, "ü"), .refused(.perf, isPermission: true, "ü"),
        ]
        let errors =
            watchErrors.map { TracingError(.addWatch, .watch($0)) } + [
                TracingError(.writeDebugRegister, tid: 4242, .errno(28)), TracingError(.launch, .state("ü")),
            ]
        let reasons: [Stop.Reason] = [
            .launched, .reached, .hit(trap: .max, slots: .all, alsoStep: true), .stepped, .paused,
            .signal(64), .returned,
        ]
        let installation = SlotInstallation(
            threadCount: 2, armedThreads: [2, 1, 0, 0], failures: [nil, errors[0], nil, nil],
            control: ControlRegister(rawValue: 0xd0402), blindness: KernelBlindness(short: "ü", words: "1 — 2"))
        let answers: [TracingEvent.Answer] = [
            .done, .watch(table.watches[0]), .memory(.init(.max), [0, 255]), .memory(.init(0), []),
            .registers(RegisterSet(tid: 1, values: [0, .max])),
            .threads([
                ThreadStatus(tid: 1, pid: 2, isStopped: true, slots: [.free, .armed, .pending, .failed(errors[0])])
            ]),
        ]
        let call = SystemCall(
            tid: 1, number: 0, arguments: [3, .max, 8, 0, 0, 0], result: -4, pc: .max,
            registers: MachineRegisters(values: [1, .max]), stack: [0, 255])
        let change = MemoryChange(
            pid: .max, watch: WatchID(rawValue: 1), slot: .dr3, old: 0, new: .max, cause: .systemCall(call))
        var coverage = WatchCoverage(watch: WatchID(rawValue: 7))
        coverage.addSlice(1000, hits: 3)
        coverage.addWait(.max >> 1)
        return [
            .coverage([coverage]), .launched(pid: .max), .threadStarted(tid: 1, pid: 2), .threadEnded(tid: 3),
            .forked(parent: 1, child: 2, sharesMemory: true), .executed(pid: 1, path: "/a b"),
            .signal(tid: 1, number: 64), .resumed, .exited(pid: 1, .code(-1)),
            .exited(pid: 1, .signal(11, coreDumped: true)), .detached(pid: 1),
            .slots(table, installation: installation),
            .problem(errors[0]), .lost(reason: "gone"),
            .frameEnded(WatchID(rawValue: 1), tid: 2), .watchSpent(WatchID(rawValue: .max)),
            .sitesAwaited([TracingEvent.SitePair(pc: .max, slot: .dr3)]),
            .attached(pid: 1, threadCount: 256), .followed(pid: 2, parent: 1), .memoryChanged(change),
            .memoryChanged(
                MemoryChange(pid: 1, watch: WatchID(rawValue: 1), slot: .dr0, old: 1, new: 2, cause: .unknown)),
            .dispositionReset(pid: 1, signal: 5), .processEnded(pid: 2, .code(7)),
            .released(pid: 2, .executed(path: "/x")), .released(pid: 2, .parentExecuted),
            .signalDropped(tid: 1, number: 64),
            .kernelEntered(
                KernelPath(
                    key: KernelPath.Key(slot: .dr3, pc: .max, kernelPC: nil), tid: 1, chain: [.max],
                    registers: MachineRegisters(values: [1, .max]), stack: [0, 255])),
        ]
            + reasons.map { .stopped(Stop(tid: 7, pc: .init(.max), reason: $0)) }
            + answers.map { .completed(.max, $0) } + errors.map { .failed(0, $0) }
    }

    @Test func everyEventComesOutAsItWentIn() throws {
        for kind in try Self.kinds() {
            let message = TracerMessage.event(TracingEvent(after: .max, time: 1, kind: kind))
            #expect(try JSONDecoder().decode(TracerMessage.self, from: JSONEncoder().encode(message)) == message)
            switch kind {
            // An event that is new is to be put among those above.
            case .launched, .threadStarted, .threadEnded, .forked, .executed, .signal, .resumed, .stopped, .exited,
                .detached, .slots, .completed, .failed, .problem, .lost, .frameEnded, .watchSpent, .sitesAwaited,
                .attached, .coverage,
                .followed, .memoryChanged, .dispositionReset, .processEnded, .released, .signalDropped,
                .kernelEntered:
                break
            }
        }
    }

    @Test func theGreetingComesOutAsItWentIn() throws {
        let message = TracerMessage.ready(
            TracingCapabilities(
                name: "x", canStop: true, canSingleStep: false, hasStatusRegister: true, hasOldValue: false))
        #expect(try JSONDecoder().decode(TracerMessage.self, from: JSONEncoder().encode(message)) == message)
    }
}
