import Recording
import Session
import Tracing
import ViewModel

/// Moves the screen's state to moments of a recording.
///
/// A moment is what comes of all events up to it. On the way forward states are set aside, from which a way back begins;
/// a long way is gone in pieces, one a frame, so that keys are never late.
final class ReplayDriver {
    private enum Goal {
        /// So many hits have been told, and what followed the last of them.
        case hit(Int)
        /// Nanoseconds since the session's start.
        case time(UInt64)
    }

    private struct Moment {
        var state: AppState
        var cursor: RecordingCursor
    }

    /// States that are set aside at most.
    private static let mostMoments = 24
    /// Hits, and events, of a piece of the way.
    private static let hitsPerPiece = 1 << 17
    private static let eventsPerPiece = 1 << 10

    let reader: RecordingReader
    private let known: RecordedProgram
    private var cursor: RecordingCursor
    private var moments: [Moment] = []
    private let spacing: Int
    private var goal: Goal?
    /// Of the moment shown: later than the last item where nothing happened for a while.
    private var time: UInt64 = 0
    /// While playing: the owner's clock at the last piece, and the time of the recording.
    private var playing: (clock: UInt64, time: UInt64)?
    private var hasTold = false

    init(_ reader: RecordingReader) {
        self.reader = reader
        known = RecordedProgram(reader)
        cursor = reader.start
        spacing = max(4096, reader.hitCount / (Self.mostMoments - 1))
        goal = .hit(.max)
    }

    /// What the screen begins with.
    func start(_ state: inout AppState) {
        state.replay = ReplayPosition(hitCount: reader.hitCount, duration: reader.duration)
        moments = [Moment(state: state, cursor: cursor)]
    }

    /// More of a way is to be gone.
    var isMoving: Bool { goal != nil || playing != nil }

    /// The moment that was asked for has not been reached.
    var isSeeking: Bool { goal != nil && playing == nil }

    // MARK: Where to

    func scrub(_ scrub: Scrub, _ state: inout AppState, now: UInt64) {
        let position = cursor.ordinal
        let hundredth = max(1, reader.duration / 100)
        if scrub != .play { playing = nil }
        switch scrub {
        case .previousHit: goal = .hit(startOfTrap(before: position))
        case .nextHit: goal = .hit(position + 1)
        case .back: goal = .time(time - min(time, hundredth))
        case .forward: goal = .time(min(time + hundredth, reader.duration))
        case .start: goal = .hit(0)
        case .end: goal = .hit(.max)
        case .play:
            if playing != nil {
                playing = nil
            } else {
                playing = (now, time >= reader.duration ? 0 : time)
                goal = nil
            }
        }
        go(&state, now: now)
    }

    /// The ordinal of the first hit of the trap before a position.
    private func startOfTrap(before position: Int) -> Int {
        guard position > 0, let last = reader.hit(at: position - 1) else { return max(0, position - 1) }
        var start = position - 1
        while start > 0, reader.hit(at: start - 1)?.trap == last.trap { start -= 1 }
        return start
    }

    // MARK: The way

    /// Goes on.
    ///
    /// - Parameter now: the clock of `AppEvent.tick`.
    /// - Returns: whether anything changed.
    @discardableResult
    func go(_ state: inout AppState, now: UInt64) -> Bool {
        if let (clock, time) = playing {
            let next = time + (now - min(now, clock))
            playing = (now, next)
            goal = .time(next)
            if next >= reader.duration { playing = nil }
        }
        guard let goal else {
            update(&state)
            return false
        }
        rewind(&state, to: goal)
        if advance(&state, to: goal) { self.goal = nil }
        time = cursor.time
        if self.goal == nil, case .time(let asked) = goal { time = max(time, asked) }
        update(&state)
        return true
    }

    private func update(_ state: inout AppState) {
        state.replay?.hit = cursor.ordinal
        state.replay?.time = time
        state.replay?.isPlaying = playing != nil
        state.replay?.isSeeking = goal != nil && playing == nil
        guard !hasTold, let notice = remark else { return }
        hasTold = true
        _ = state.update(.session(.notice(notice)))
    }

    /// What a person has to know of the recording; nil for nothing, and while the end has not been seen.
    private var remark: Notice? {
        if let damage = cursor.damage ?? (goal == nil ? reader.damage : nil) { return Notice(.error, damage.message) }
        guard goal == nil, cursor.skippedCount > 0 else { return nil }
        return Notice(.warning, RecordingWords.skipped(cursor.skippedCount, by: reader.about))
    }

    /// To the last state that was set aside before the goal, when that lies behind.
    private func rewind(_ state: inout AppState, to goal: Goal) {
        switch goal {
        case .hit(let hit) where hit < cursor.ordinal: break
        case .time(let time) where time < cursor.time: break
        default: return
        }
        let moment = moments.last { moment in
            switch goal {
            case .hit(let hit): moment.cursor.ordinal <= hit
            case .time(let time): moment.cursor.time <= time
            }
        }
        guard let moment = moment ?? moments.first else { return }
        state.goBack(to: moment.state)
        cursor = moment.cursor
    }

    /// - Returns: whether the goal has been reached.
    private func advance(_ state: inout AppState, to goal: Goal) -> Bool {
        var (hitsLeft, eventsLeft) = (Self.hitsPerPiece, Self.eventsPerPiece)
        while hitsLeft > 0, eventsLeft > 0 {
            let item: RecordedItem?
            switch goal {
            case .hit(let hit):
                if cursor.ordinal >= hit {
                    item = cursor.next(mostHits: 0)
                } else {
                    item = cursor.next(mostHits: min(hit - cursor.ordinal, spacing))
                }
            case .time(let time): item = cursor.next(mostHits: spacing, until: time)
            }
            guard let item else { return true }
            state.replay?.time = cursor.time
            switch item {
            case .hits(let hits):
                hitsLeft -= hits.count
                _ = state.update(.session(.hits(hits)))
                setAside(state)
            case .output(let bytes):
                eventsLeft -= 1
                _ = state.update(.output(bytes))
            case .event(let event):
                eventsLeft -= 1
                tell(event, &state)
            }
        }
        return false
    }

    private func setAside(_ state: AppState) {
        guard let last = moments.last, cursor.ordinal >= last.cursor.ordinal + spacing,
            moments.count < Self.mostMoments
        else { return }
        moments.append(Moment(state: state, cursor: cursor))
    }

    /// What was found out later is known at once: nobody has to wait for it again.
    private func tell(_ event: SessionEvent, _ state: inout AppState) {
        switch event {
        case .sites(let sites):
            _ = state.update(.session(.sites(sites.map { known.sites[$0.id] ?? $0 })))
            for site in sites {
                if let detail = known.siteDetails[site.id] { _ = state.update(.session(.siteDetail(site.id, detail))) }
            }
        case .started:
            _ = state.update(.session(event))
            _ = state.update(.session(.names(known.pointerNames)))
            _ = state.update(.session(.threadNames(known.threadNames)))
            _ = state.update(.session(.places(known.places)))
        // What was said then is not said again at every turn of the scrubber.
        case .notice, .siteDetail, .assigned, .printed, .evaluationRefused, .watchRefused, .locationRefused,
            .launchRefused:
            break
        default: _ = state.update(.session(event))
        }
    }
}
