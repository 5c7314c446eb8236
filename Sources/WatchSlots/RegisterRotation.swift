/// When a turn is over, what each watch was covered, and how often that is told: the same for every tracer. A value; time and
/// counts come from outside, in nanoseconds and hits.
public struct RegisterRotation: Sendable {
    public let pace: RotationPace
    private var ledger = CoverageLedger()
    /// Some watch waits whose turn comes.
    public private(set) var isOn = false
    /// Running time of this turn until `since`.
    private var turnTime: UInt64 = 0
    private var since: UInt64?
    private var hitsLeft: Int64 = 0
    private var lastTold: UInt64?

    /// Coverage is told at rotations no more often than this.
    private static let tellPeriod: UInt64 = 300_000_000

    public init(pace: RotationPace = .standard) {
        self.pace = pace
        refillHits()
    }

    private mutating func refillHits() { if case .hits(let count) = pace { hitsLeft = Int64(clamping: count) } }

    /// Hits of flexible watches are to be counted with `countHit`.
    public var countsHits: Bool { if case .hits = pace { isOn } else { false } }

    /// - Returns: whether the turn is over with this one. True once.
    public mutating func countHit() -> Bool {
        hitsLeft &-= 1
        return hitsLeft == 0
    }

    /// The program runs from now on.
    public mutating func run(at now: UInt64) {
        ledger.run(at: now)
        if since == nil { since = now }
    }

    /// It stands still.
    ///
    /// - Parameter unarmed: watches that were to have registers and had none since `run`.
    public mutating func pause(at now: UInt64, _ table: WatchTable, unarmed: Set<WatchID> = []) {
        ledger.pause(at: now, table, unarmed: unarmed)
        if let since, now > since { turnTime += now - since }
        since = nil
    }

    /// Whether somebody else is to get registers now.
    public func isTurnOver(at now: UInt64) -> Bool {
        guard isOn else { return false }
        let running = since.map { now > $0 ? now - $0 : 0 } ?? 0
        return turnTime + running >= pace.longest || (countsHits && hitsLeft <= 0)
    }

    /// The table is about to change; the program stands still.
    ///
    /// - Parameter hits: of a watch since it came.
    public mutating func endTurn(hits: (WatchID) -> UInt64) {
        ledger.endSlices(hits: hits)
        turnTime = 0
        refillHits()
    }

    /// The table has changed.
    public mutating func follow(_ table: WatchTable) {
        ledger.keep(table)
        isOn = table.rotates
    }

    /// Whether it is time to tell of rotations; if so, it is taken as told.
    public mutating func mayTell(at now: UInt64) -> Bool {
        if let lastTold, now < lastTold + Self.tellPeriod { return false }
        lastTold = now
        return true
    }

    /// Of every watch; nil where each is armed all the time and records each hit, so that there is nothing to tell.
    public func report(
        at now: UInt64, _ table: WatchTable, unarmed: Set<WatchID> = [], hits: (WatchID) -> UInt64
    ) -> [WatchCoverage]? {
        guard table.countsApart else { return nil }
        var stopped = ledger
        stopped.pause(at: now, table, unarmed: unarmed)
        return stopped.report(table, hits: hits)
    }
}
