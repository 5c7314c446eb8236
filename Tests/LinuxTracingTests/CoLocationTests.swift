import Glibc
import LinuxTracing
import Testing

/// When a thread is moved to the tracer's processor, as a value.
@Suite struct CoLocationTests {
    /// A policy with a clock of its own, asked as the loop asks it.
    private struct Run {
        var policy = CoLocation()
        var now: UInt64 = 1_000_000_000
        var changes: [CoLocation.Change] = []

        /// Hits of one thread, so many nanoseconds apart.
        mutating func hits(_ count: Int, of tid: Int32 = 1, every step: UInt64 = 100_000) {
            for _ in 0..<count {
                now += step
                guard policy.isDue(tid) else { continue }
                let change = policy.review(tid, at: now)
                if change != .none { changes.append(change) }
            }
        }

        mutating func rest(_ nanoseconds: UInt64) {
            now += nanoseconds
            let change = policy.pace(at: now)
            if change != .none { changes.append(change) }
        }

        mutating func place() {
            hits(1 + Int(CoLocation.window) * 2)
            changes = []
        }
    }

    private static let window = Int(CoLocation.window)
    /// Hits until a thread is moved: one that shows who it is, a window to see that it is alone, and one that is timed.
    private static let needed = 1 + window * 2

    @Test func oneHotThreadIsMovedAfterTwoWindows() {
        var run = Run()
        run.hits(Self.needed - 1)
        #expect(run.changes == [] && run.policy.companion == 0)
        run.hits(1)
        #expect(run.changes == [.together(1)] && run.policy.companion == 1)
        run.hits(10 * Self.window)
        #expect(run.changes == [.together(1)], "and stays")
    }

    /// Nanoseconds between hits: the rate decides, to the hit.
    @Test(arguments: [
        (CoLocation.hot / UInt64(CoLocation.window), true), (CoLocation.hot / UInt64(CoLocation.window) + 1, false),
        (1, true), (1_000_000, false), (1_000_000_000, false),
    ])
    func onlyAHotThreadIsMoved(step: UInt64, isMoved: Bool) {
        var run = Run()
        run.hits(Self.needed * 4, every: step)
        #expect((run.policy.companion == 1) == isMoved)
    }

    @Test func oneBurstThatStopsMovesNobody() {
        var run = Run()
        run.hits(Self.needed - 1)
        run.rest(10_000_000_000)
        run.hits(1)
        #expect(run.changes == [], "its window was a long one")
    }

    @Test(arguments: 2...5) func threadsThatTakeTurnsStayWhereTheyAre(threads: Int32) {
        var run = Run()
        for turn in 0..<4000 { run.hits(1, of: Int32(turn) % threads + 1) }
        #expect(run.changes == [])
    }

    @Test(arguments: [1, 2, window, 2 * window]) func burstsTooShortMoveNobody(length: Int) {
        var run = Run()
        for turn in 0..<400 { run.hits(length, of: Int32(turn % 2) + 1) }
        #expect(run.changes == [])
    }

    @Test func othersThatHitEndIt() {
        var run = Run()
        run.place()
        run.hits(Int(CoLocation.strays) - 1, of: 2)
        #expect(run.changes == [], "a few do not")
        run.hits(Self.window)
        run.hits(Int(CoLocation.strays) - 1, of: 3)
        #expect(run.changes == [], "a window of its own later they count anew")
        run.hits(1, of: 2)
        #expect(run.changes == [.apart] && run.policy.companion == 0)
    }

    @Test func eachTimeThatOthersBreakInItTakesLonger() {
        var run = Run()
        var waits: [Int] = []
        for _ in 0..<10 {
            var hits = 0
            while run.policy.companion == 0 {
                run.hits(1)
                hits += 1
            }
            waits.append((hits - 1) / Self.window - 1)
            run.hits(Int(CoLocation.strays), of: 2)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 128, 128])
    }

    @Test func patienceComesBack() {
        var run = Run()
        for _ in 0..<3 {
            while run.policy.companion == 0 { run.hits(1) }
            run.hits(Int(CoLocation.strays), of: 2)
        }
        while run.policy.companion == 0 { run.hits(1) }
        run.hits(10 * Self.window)
        run.policy.forget()
        run.changes = []
        run.hits(Self.needed)
        #expect(run.changes == [.together(1)])
    }

    @Test func aThreadThatSlowsDownIsLetGo() {
        var run = Run()
        run.place()
        run.hits(Self.window, every: CoLocation.cold / UInt64(CoLocation.window))
        #expect(run.changes == [], "slow enough to be left alone, not to be let go")
        run.hits(Self.window, every: CoLocation.cold / UInt64(CoLocation.window) + 1)
        #expect(run.changes == [.apart])
    }

    @Test func aThreadThatStopsHittingIsLetGo() {
        var run = Run()
        run.place()
        run.rest(CoLocation.cold)
        #expect(run.changes == [])
        run.rest(1)
        #expect(run.changes == [.apart])
        run.rest(CoLocation.cold * 2)
        #expect(run.changes == [.apart], "once")
    }

    @Test func itIsForbidden() {
        var run = Run(policy: CoLocation(isAllowed: false))
        run.hits(1000)
        run.rest(1)
        #expect(run.changes == [] && run.policy.companion == 0)
    }

    @Test func whatIsRefusedIsNotTriedForLong() {
        var run = Run()
        run.place()
        run.policy.refuse()
        run.hits(Self.window * Int(CoLocation.mostPatience))
        #expect(run.changes == [])
        run.hits(Self.window + 1)
        #expect(run.changes == [.together(1)])
    }

    @Test func setsOfProcessors() {
        let some = ProcessorSet([0, 63, 64, 8191, -1, 8192])
        #expect([0, 63, 64, 8191].allSatisfy(some.contains) && !some.contains(1) && !some.contains(-1))
        #expect(!some.contains(8192) && some.first == 0)
        #expect(some.intersection(ProcessorSet([64, 65])) == ProcessorSet([64]))
        #expect(ProcessorSet([64]).first == 64 && ProcessorSet().first == nil && ProcessorSet().isEmpty)
    }

    @Test func bothWaysOfReadingAMaskAgree() throws {
        let now = try #require(ProcessorSet(of: getpid()))
        let allowed = try #require(ProcessorSet(allowedTo: getpid()))
        #expect(now.intersection(allowed) == now && !now.isEmpty)
        #expect(ProcessorSet(of: -1) == nil && ProcessorSet(allowedTo: -1) == nil)
    }
}
