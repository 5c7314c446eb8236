import DebugRegisters
import HitRules
import ProgramModel
import Recording
import Session
import Tracing
import WatchSlots

/// A run is recorded, and a recording is written as the run would have been.
extension BatchFront {
    func record(_ event: SessionEvent) {
        guard let recorder else { return }
        recorder.take(event)
        for command in inquiry.commands(for: event) { session.perform(command) }
    }

    func pumpRecorder() {
        guard let recorder else { return }
        recorder.pump(now: Clock.now())
        sayFailure(of: recorder)
    }

    /// - Parameter elapsed: nanoseconds.
    func closeRecorder(elapsed: UInt64) {
        guard let recorder else { return }
        let reason = outcome?.reason ?? "lost"
        recorder.close(
            RecordingEnd(reason: reason, elapsed: elapsed, hits: reason == "max-hits" ? totals.hits : nil))
        sayFailure(of: recorder)
    }

    private func sayFailure(of recorder: Recorder) {
        guard let failure = recorder.takeFailure() else { return }
        StandardError.say(RecordingWords.failure(failure, path: recorder.disk.path))
    }

    /// Hits that wait in vain for what is not in the recording are written without it.
    private static let mostWaiting = 1 << 20

    private var waitsInVain: Bool {
        let count = waiting.reduce(0) { count, item in
            if case .hits(let hits) = item { count + hits.count } else { count + 1 }
        }
        return count > Self.mostWaiting
    }

    /// Writes a recording. What was said to people then is not said again.
    func export(_ recorded: RecordedSession) throws(CommandFailure) {
        while !recorded.isAtEnd, outcome == nil {
            for event in recorded.pump() {
                switch event {
                case .notice, .target, .watchRefused, .evaluationRefused, .locationRefused, .launchRefused: break
                default: take(event)
                }
                // The end of the program is no end of its recording: what was found out later follows.
                outcome = nil
            }
            writeReady(all: waitsInVain)
            flush()
            if let refusal { throw refusal }
        }
        writeReady(all: true)
        let end = recorded.cursor.reader.end
        outcome = nil
        writeEnd(reason: end?.reason ?? "broken off", elapsed: end?.elapsed ?? recorded.cursor.time)
        flush()
        if let refusal { throw refusal }
    }
}
