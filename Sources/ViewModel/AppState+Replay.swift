import ProgramModel
import Session

/// A recording on the screen: nothing runs, and the moment shown can be any.
extension AppState {
    package static let nothingRuns = "a recording: nothing runs here"

    /// Whether an action needs a process.
    static func needsProcess(_ action: Action) -> Bool {
        switch action {
        case .add, .edit, .toggleArmed, .remove, .cycleKind, .cycleLength, .toggleAction, .condition, .ignoreCount,
            .toggleOneShot, .toggleChangedOnly, .readsOnly, .resume, .pause, .step, .restart, .kill, .detach, .output,
            .undo, .redo:
            true
        default: false
        }
    }

    func scrubAvailability(_ scrub: Scrub) -> Availability {
        guard let replay else { return .refused("only a recording can be moved through: bptui replay") }
        switch scrub {
        case .previousHit where replay.hit == 0: return .refused("this is before the first hit")
        case .nextHit where replay.hit == replay.hitCount: return .refused("there is no later hit")
        default: return .ready
        }
    }

    /// The time by which the program's own is measured: in a recording that of the moment shown.
    var programTime: UInt64 { replay?.time ?? now }

    /// Closes the rates' buckets that are over at a time.
    mutating func advanceRates(to time: UInt64) {
        guard let start = bucketStart, time > start else { return }
        let passed = (time - start) / RateHistory.bucketDuration
        guard passed > 0 else { return }
        for index in statistics.indices { statistics[index].rates.advance(by: Int(min(passed, 1024))) }
        bucketStart = start + passed * RateHistory.bucketDuration
    }

    /// Goes to another moment of the same recording: all that is known of the run is taken from there, and what a person
    /// has arranged on the screen stays.
    package mutating func goBack(to moment: AppState) {
        program = moment.program
        target = moment.target
        isAttached = moment.isAttached
        endTime = moment.endTime
        threadCount = moment.threadCount
        board = moment.board
        controlAtStop = moment.controlAtStop
        places = moment.places
        sites = moment.sites
        suppressed = moment.suppressed
        values = moment.values
        symbols = moment.symbols
        answers = moment.answers
        hits = moment.hits
        trapCount = moment.trapCount
        missedCount = moment.missedCount
        statistics = moment.statistics
        bucketStart = moment.bucketStart
        writers = moment.writers
        accesses = moment.accesses
        lastStatus = moment.lastStatus
        output = moment.output
        replay = moment.replay
        writerView.reset = nil
        if let text = filter?.text { try? setFilter(text) }
        isFollowing = true
        selectedHit = 0
        firstHit = 0
    }
}
