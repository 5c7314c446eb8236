import ProgramModel
import Session
import Tracing
import WatchSlots

/// How batch output is written, line by line. What is written is collected in `text` until it is taken away.
protocol BatchLines {
    var text: ByteText { get }
    mutating func start(program: String, pid: Int32, backend: String)
    /// - Parameter condition: as the user wrote it.
    mutating func watch(_ description: WatchDescription, condition: String?)
    /// An assignment that was carried out, as the user wrote it.
    mutating func set(_ assignment: String)
    /// One trap: every slot that it named.
    mutating func hit(
        _ records: ArraySlice<Hit>, stack: CallStack?, names: [UInt64: String], site: (SiteID) -> Site?,
        watch: (WatchID) -> WatchDescription?)
    mutating func event(_ event: TracingEvent)
    /// Watched bytes that changed without a hit.
    mutating func changed(_ found: FoundChange, watch: WatchDescription?)
    /// Of a watch that shared its registers.
    mutating func coverage(_ coverage: WatchCoverage, of watch: WatchDescription?)
    mutating func missed(_ count: UInt64)
    mutating func end(_ totals: BatchTotals, reason: String, elapsed: UInt64)
    /// After an exec the same addresses are other code.
    mutating func forgetPlaces()
    /// After a change of watches their values may be written in another way.
    mutating func forgetForms()
}

extension BatchLines {
    func removeAll() { text.removeAll() }
}

extension JSONLines: BatchLines {}
