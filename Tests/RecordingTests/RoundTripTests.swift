import DebugRegisters
import FoundationEssentials
import HitRules
import ProgramModel
import Session
import Testing
import Tracing
import WatchSlots

@testable import Recording

/// What goes into a recording comes out of it, in its order.
@Suite(.timeLimit(.minutes(1))) struct RoundTripTests {
    @Test func everyFormOfAHit() throws {
        var hits: [Hit] = []
        for slot in SlotIndex.allCases {
            for length in WatchLength.allCases {
                for kind in WatchKind.allCases {
                    for flags in UInt8.min...UInt8.max {
                        hits.append(
                            Samples.hit(
                                UInt64(hits.count + 1), slot: slot, length: length, kind: kind,
                                flags: HitRecord.Flags(rawValue: flags), site: UInt32(flags)))
                    }
                }
            }
        }
        let bytes = try Samples.record { $0.take(.hits(hits)) }
        // A change's row stands among them for the ordinals alone: its event tells it.
        let told = hits.filter { !$0.flags.contains(.withoutHit) }
        #expect(told.count * 2 == hits.count)
        #expect(try Samples.told(bytes).items == [.hits(told)])
    }

    /// The bytes are what others may read, whatever the compiler makes of the record in memory.
    @Test func aHitsBytes() {
        let record = HitRecord(
            trap: 0x0102_0304_0506_0708, time: 0x1112_1314_1516_1718, pc: 0x2122_2324_2526_2728,
            old: 0x3132_3334_3536_3738, new: 0x4142_4344_4546_4748, pid: 0x5152_5354, tid: 0x6162_6364,
            watch: WatchID(rawValue: 0x7172_7374), status: StatusRegister(rawValue: 0x8182_8384), slot: .dr3,
            length: .eight, kind: .readWrite, flags: [.hasOld, .newIsExact])
        var bytes = [UInt8](repeating: 0xEE, count: 64)
        bytes.withUnsafeMutableBytes { Hit(record, site: SiteID(rawValue: 0x9192_9394)).store(to: $0.baseAddress!) }
        var expected: [UInt8] = []
        for start in [0x01, 0x11, 0x21, 0x31, 0x41] as [UInt8] { expected += (start..<start + 8).reversed() }
        for start in [0x51, 0x61, 0x71, 0x81] as [UInt8] { expected += (start..<start + 4).reversed() }
        expected += [3, 8, 2, 0b100_0001, 0x94, 0x93, 0x92, 0x91]
        #expect(bytes == expected)
    }

    @Test(arguments: [(56, 4), (57, 0), (57, 3), (57, 16), (58, 3)] as [(Int, UInt8)])
    func bytesThatAreNoHit(offset: Int, value: UInt8) {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes[57] = 1
        #expect(bytes.withUnsafeBytes { Hit(loading: $0.baseAddress!) } != nil)
        bytes[offset] = value
        #expect(bytes.withUnsafeBytes { Hit(loading: $0.baseAddress!) } == nil)
    }

    /// One of every kind of event; a new kind needs no line here, since the compiler writes their coding.
    private static let events: [SessionEvent] = {
        let place = CodePlace(function: "bump", offset: 3, file: "a.c", line: 4, module: "a.out")
        let instruction = Instruction(address: 0x1000, bytes: [1, 2], text: "mov [rax], \"ü\"")
        let stack = CallStack(
            frames: [StackFrame(pc: .max, place: place, isInlined: true, frameAddress: 1 << 63)], problem: "cut")
        let type = ValueType.structure(
            name: "s", byteCount: 8,
            members: [
                .init(
                    name: "m", byteOffset: 0,
                    type: .array(
                        element: .enumeration(
                            name: "e", byteCount: 4, isSigned: true, cases: [.init(name: "A", value: .min)]), count: 2),
                    discriminant: .init(byteOffset: 0, byteCount: 1, value: .max))
            ])
        var table = WatchTable()
        let watch = try? table.register(WatchRequest(address: LinearAddress(0x5000), byteCount: 8))
        let spec = WatchSpec(expression: "a", length: 8, kind: .read, slot: 3, action: .stop)
        let registers = MachineRegisters(values: [.max, 0, 1 << 63])
        let stop = Stop(
            tid: 11, pc: LinearAddress(.max), reason: .hit(trap: 2, slots: SlotSet([.dr0, .dr3]), alsoStep: true))
        var site = Site(
            id: SiteID(rawValue: 7), watch: WatchID(rawValue: 1), slot: .dr2,
            query: SiteQuery(pc: 1, isExact: true, address: 2, byteCount: 8, old: .max, registers: registers),
            sample: HitSample(
                trap: 1, pid: 2, tid: 3, slot: .dr2, pc: 1, registers: registers, stack: [1, 2, 3]))
        let new = site
        site.sample?.stack = []
        site.finding = SiteFinding(instruction: instruction, access: .readWrite, place: place, problem: "why")
        return [
            .started(program: "p", arguments: ["a", "\u{1}"], pid: 1, backend: "ptrace"), .target(.absent),
            .target(.stopped(stop)), .target(.exited(.signal(9, coreDumped: true))), .target(.lost("gone")),
            .threadCount(3),
            .watches(
                WatchBoard(
                    watches: watch.map { [WatchDescription(watch: $0, expression: "s", type: type, condition: "new")] }
                        ?? [],
                    heldByOthers: [.dr3: "gdb"],
                    installation: SlotInstallation(
                        threadCount: 1, armedThreads: [1, 0, 0, 0], failures: [nil, nil, nil, nil], control: .idle))),
            .sites([new]), .sites([site]), .suppressed([1, 2, 3, .max]),
            .siteDetail(
                SiteID(rawValue: 7),
                SiteDetail(
                    stack: stack, disassembly: [DisassemblyLine(instruction: instruction, target: "t", isAccess: true)],
                    source: SourceExcerpt(path: "/a.c", firstLine: 1, lines: ["x", ""], line: 2))),
            .siteStack(SiteID(rawValue: 7), stack), .hitStack(trap: 9, slot: .dr1, stack), .stack(tid: 3, stack),
            .registers(tid: 3, registers), .names([.max: "n"]), .threadNames([3: "t"]), .assigned("a=1"),
            .printed("a", ReadValue(text: "1", typeName: nil)),
            .evaluationRefused("a", ExpressionError("no", column: 1, suggestions: ["b"])), .missed(4),
            .places([PlaceQuery(pc: 1, isExact: true): place]), .values([.dr0: 1, .dr2: Optional<UInt64>.none]),
            .symbols(SymbolSummary(entry: 1, hasDebugInformation: true, symbolCount: 2, problem: "p")),
            Samples.signal(after: 3, 11), .notice(Notice(.warning, "w")), .watchAdded(spec, WatchID(rawValue: 1)),
            .watchPlanned(spec, "plan"), .watchRefused(spec, .expression(ExpressionError("no"))),
            .watchRefused(spec, .tracing(TracingError(.mapLog, .errno(12)))), .locationRefused(ExpressionError("no")),
            .launchRefused(TracingError(.mapLog, .errno(2))), .armed,
        ]
    }()

    @Test func everyEvent() throws {
        let bytes = try Samples.record { recorder in for event in Self.events { recorder.take(event) } }
        let (items, cursor) = try Samples.told(bytes)
        #expect(items.count == Self.events.count)
        for (item, event) in zip(items, Self.events) { #expect(item == .event(event)) }
        #expect(cursor.skippedCount == 0)
    }

    @Test func whatWasBeingTypedIsNoPartOfIt() throws {
        let bytes = try Samples.record { recorder in
            recorder.take(.candidates(NameQuery(.watch, beginning: "c"), NameCandidates("c", among: [["counter"]])))
        }
        #expect(try Samples.told(bytes).0.isEmpty)
    }

    @Test func eventsStandWhereTheyStoodAmongHits() throws {
        let bytes = try Samples.record { recorder in
            recorder.take(Samples.signal(after: 0, 1))
            recorder.take(.hits(Samples.hits(1...5000)))
            recorder.take(Samples.signal(after: 5000, 2))
            recorder.take(output: Array("text".utf8))
            recorder.flush()
            recorder.take(.hits(Samples.hits(5001...5001)))
            recorder.take(Samples.signal(after: 5001, 3))
            recorder.take(.hits(Samples.hits(5002...20_000)))
        }
        let (items, cursor) = try Samples.told(bytes)
        #expect(
            items == [
                .event(Samples.signal(after: 0, 1)), .hits(Samples.hits(1...5000)),
                .event(Samples.signal(after: 5000, 2)), .output(Array("text".utf8)), .hits(Samples.hits(5001...5001)),
                .event(Samples.signal(after: 5001, 3)), .hits(Samples.hits(5002...20_000)),
            ])
        #expect(cursor.damage == nil)
        #expect(cursor.reader.end == Samples.end)
        #expect(cursor.reader.about == Samples.about)
        #expect(cursor.reader.hitCount == 20_000)
        #expect(cursor.reader.duration == 20_000_000)
    }

    @Test func theSlotsOfATrapStayTogether() throws {
        // 4095 traps of one slot, then one of two, and more.
        var hits = Samples.hits(1...4095)
        hits += [Samples.hit(4096), Samples.hit(4096, slot: .dr1)] + Samples.hits(4097...5000)
        let bytes = try Samples.record { $0.take(.hits(hits)) }
        var cursor = try RecordingReader(MemoryBytes(bytes)).start
        var last: UInt64 = 0
        while case .hits(let some)? = cursor.next(mostHits: 4096) {
            #expect(some.first?.trap != last)
            last = some.last?.trap ?? 0
        }
        #expect(last == 5000)
    }

    @Test func oneGoesUpToATime() throws {
        let bytes = try Samples.record { recorder in
            recorder.take(.hits(Samples.hits(1...100)))
            recorder.take(Samples.signal(after: 100, 5))
        }
        var cursor = try RecordingReader(MemoryBytes(bytes)).start
        #expect(cursor.next(until: 42_000) == .hits(Samples.hits(1...42)))
        #expect(cursor.next(until: 42_000) == nil)
        #expect(cursor.peekHit() == Samples.hit(43))
        var copy = cursor
        #expect(cursor.next(until: 100_000) == .hits(Samples.hits(43...100)))
        #expect(cursor.next(until: 100_000) == nil)
        #expect(cursor.next(until: 100_001) == .event(Samples.signal(after: 100, 5)))
        #expect(copy.next(mostHits: 1) == .hits(Samples.hits(43...43)), "a copy is a place to come back to")
    }
}
