import Configuration
import DebugRegisters
import ProgramModel
import Session
import ViewModel

/// What outlives the program that is traced: its watches, and the theme.
extension AppLoop {
    /// - Returns: whether the event was an answer to what is being loaded.
    func takeForKeeper(_ event: SessionEvent) -> Bool {
        guard let keeper else { return false }
        switch event {
        case .watches: keeper.note(session.writtenWatches, pid: state.program?.pid ?? 0)
        case .watchAdded(let spec, let id):
            guard let outcome = keeper.take(spec, refusal: nil) else { return false }
            if outcome.disarms { session.perform(.setEnabled(id, false)) }
            if let summary = outcome.summary { tell(summary) }
            return true
        case .watchRefused(let spec, let refusal):
            guard let outcome = keeper.take(spec, refusal: RefusalText.sentence(refusal)) else { return false }
            if let summary = outcome.summary { tell(summary) }
            return true
        case .armed: offer(keeper)
        default: break
        }
        return false
    }

    /// The program stands where it is armed: what was watched last time can come back.
    private func offer(_ keeper: WatchKeeper) {
        let kept = keeper.offerOnce(besides: session.writtenWatches)
        guard !kept.isEmpty else { return }
        guard !restoresWatches else { return loadWatches(nil) }
        let names = kept.prefix(4).map { DisplayText.sanitized($0.place ?? $0.spec.expression) }.joined(separator: ", ")
        let key = state.keys.bindings.first { $0.action == .loadWatches && !$0.keys.isEmpty }?.keys.first?.name
        let way = key.map { "\($0) or :load arms" } ?? ":load arms"
        tell(
            Notice(
                .information,
                "\(WatchKeeper.count(kept.count)) of last time: \(names)\(kept.count > 4 ? ", …" : "") — \(way) "
                    + (kept.count == 1 ? "it" : "them")))
    }

    func loadWatches(_ name: String?) {
        guard let keeper else { return warn("nothing is kept of this program") }
        let free = SlotIndex.allCases.filter { state.board.status(of: $0) == .free }.map(\.number)
        let found = keeper.load(
            name, besides: session.writtenWatches, pid: state.program?.pid ?? 0, freeSlots: Set(free))
        switch found {
        case .success(let specs): for spec in specs { session.perform(.addWatch(spec, acceptsSplit: true)) }
        case .failure(let failure): tell(Notice(.warning, failure.message))
        }
    }

    func keeping(_ body: (WatchKeeper) -> Notice) {
        guard let keeper else { return warn("nothing is kept of this program") }
        tell(body(keeper))
    }

    func rememberTheme(_ name: String) {
        do throws(StateDirectory.Failure) {
            try RememberedTheme().remember(name)
        } catch {
            warn("the theme is shown, but not remembered: \(error.message)")
        }
    }
}
