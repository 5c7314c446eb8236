import Testing

@testable import BptuiCommand

/// When the next frame is due.
@Suite struct FramePaceTests {
    private static let interval = FramePace.interval
    private static let millisecond: UInt64 = 1_000_000
    private static let start: UInt64 = 1_000_000_000

    /// Frames that begin when they are due, and how far apart the last two were.
    private func distance(processors: Int, work: UInt64) -> UInt64 {
        var pace = FramePace(processors: processors)
        var (now, before, total) = (Self.start, UInt64(0), Self.millisecond)
        for _ in 0..<10 {
            before = now
            total += work
            pace.shown(from: now, to: now + work, work: total)
            now = pace.due
        }
        return now - before
    }

    @Test("a frame's own work is part of its interval")
    func deadline() {
        #expect(distance(processors: 2, work: 4 * Self.millisecond) == Self.interval)
        #expect(distance(processors: 1, work: Self.millisecond) == Self.interval)
    }

    @Test("on one processor a frame takes a sixteenth of it at most")
    func yields() {
        #expect(distance(processors: 1, work: 2 * Self.millisecond) == 16 * 2 * Self.millisecond)
    }

    @Test("the rest lets keys in soon, however long a frame took")
    func bounded() {
        #expect(distance(processors: 1, work: 500 * Self.millisecond) == 550 * Self.millisecond)
        #expect(distance(processors: 2, work: 30 * Self.millisecond) == 45 * Self.millisecond)
    }

    @Test("a frame that was late is followed by one in time, and an idle spell by no hurry")
    func late() {
        var pace = FramePace(processors: 2)
        pace.shown(from: Self.start, to: Self.start, work: 1)
        let due = pace.due
        pace.shown(from: due + 5 * Self.millisecond, to: due + 5 * Self.millisecond, work: 1)
        #expect(pace.due == due + Self.interval)
        let later = due + 10 * Self.interval
        pace.shown(from: later, to: later, work: 1)
        #expect(pace.due == later + Self.interval)
    }

    @Test func thereAreProcessorsAndWork() {
        #expect(FramePace.processors >= 1)
        #expect(FramePace.work > 0)
    }
}
