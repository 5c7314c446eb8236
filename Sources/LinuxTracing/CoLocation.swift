/// When a thread and the tracer are to share a processor, and when no longer: a value that decides and does nothing.
///
/// A hit hands the program's turn to the tracer and back. Across two idle processors each way is a wake-up that costs more
/// than all the rest of a hit; on one processor it is a switch. So a thread that hits often, alone, is worth moving; it is
/// never worth it when several do, since they would wait for each other.
///
/// Per hit it costs a comparison and a counter: the clock is read once a window.
package struct CoLocation: Hashable, Sendable {
    package enum Change: Hashable, Sendable {
        case none
        /// This thread and the tracer.
        case together(Int32)
        case apart
    }

    /// Hits of one thread.
    package static let window: Int32 = 32
    /// Nanoseconds in which a window counts as hot: 2000 hits a second and more.
    package static let hot: UInt64 = 16_000_000
    /// Nanoseconds after which a window that is not full ends the sharing: fewer than 500 hits a second.
    package static let cold: UInt64 = 64_000_000
    /// How often `pace` is asked while a processor is shared, in milliseconds.
    package static let tick: Int32 = 16
    /// Hits of others in one window of the thread's that end the sharing.
    package static let strays: Int32 = 4
    /// The most windows in a row that it takes.
    package static let mostPatience: Int32 = 128

    /// False leaves every thread where it is.
    package var isAllowed = true
    /// The thread that shares; 0 for none.
    package private(set) var companion: Int32 = 0

    /// The thread whose window it is.
    private var thread: Int32 = 0
    /// Hits until the window is full.
    private var left: Int32 = 0
    /// When the window began; nil for the first, which only shows that there is one thread.
    private var start: UInt64?
    private var strayCount: Int32 = 0
    private var hotWindows: Int32 = 0
    /// Hot windows in a row before the thread is moved. It doubles when others break in, and halves with each window that
    /// they do not.
    private var patience: Int32 = 1

    package init(isAllowed: Bool = true) { self.isAllowed = isAllowed }

    /// Counts a hit. True asks for a `review`.
    @inline(__always) package mutating func isDue(_ tid: Int32) -> Bool {
        guard tid == thread else { return true }
        left &-= 1
        return left == 0
    }

    /// - Parameters:
    ///   - tid: the thread of the hit that was due.
    ///   - now: in nanoseconds, of a clock that never goes back.
    package mutating func review(_ tid: Int32, at now: UInt64) -> Change {
        guard isAllowed else { return .none }
        if companion != 0, tid != companion {
            strayCount += 1
            guard strayCount >= Self.strays else { return .none }
            forget()
            patience = min(patience * 2, Self.mostPatience)
            return .apart
        }
        guard tid == thread else {
            forget()
            thread = tid
            left = Self.window
            return .none
        }
        let elapsed = start.map { now &- $0 }
        start = now
        left = Self.window
        strayCount = 0
        guard let elapsed else { return .none }
        if companion != 0 {
            patience = max(1, patience / 2)
            guard elapsed > Self.cold else { return .none }
            forget()
            return .apart
        }
        hotWindows = elapsed <= Self.hot ? hotWindows + 1 : 0
        guard hotWindows >= patience else { return .none }
        companion = tid
        return .together(tid)
    }

    /// With no hit to go by.
    package mutating func pace(at now: UInt64) -> Change {
        guard companion != 0, let start, now &- start > Self.cold else { return .none }
        forget()
        return .apart
    }

    /// The sharing has ended, or what was counted means nothing any more.
    package mutating func forget() {
        companion = 0
        thread = 0
        left = 0
        start = nil
        strayCount = 0
        hotWindows = 0
    }

    /// It could not be done: the next try is a long way off.
    package mutating func refuse() {
        forget()
        patience = Self.mostPatience
    }
}
