package import DebugRegisters
import HitRules
package import ProgramModel
import Session
import WatchSlots

extension AppState {
    /// Whether an action can be done now, and if not, why.
    package func availability(of action: Action) -> Availability {
        if replay != nil, Self.needsProcess(action) { return .refused(Self.nothingRuns) }
        if isReadOnly, Self.changesTarget(action) { return .refused(Self.readOnlyReason) }
        switch action {
        case .undo: return undoAvailability
        case .redo: return redoAvailability
        case .zoom: return zoomAvailability
        case .copy: return copyAvailability
        case .scrub(let scrub): return scrubAvailability(scrub)
        case .add:
            let isFull =
                SlotIndex.allCases.allSatisfy { board.status(of: $0) != .free } && !board.sharesRegisters
            return isFull
                ? .refused("all four slots are taken: x removes the chosen watch, R makes it take turns (,flexible)")
                : program(for: "watch")
        case .edit:
            guard board.status(of: selectedSlot) == .free else {
                return .refused("\(selectedSlot) is taken: t, l, b and Space change its watch, x removes it")
            }
            return program(for: "watch")
        case .toggleArmed, .remove, .toggleAction, .toggleMechanism, .cycleClaim, .condition, .ignoreCount,
            .toggleOneShot,
            .readsOnly:
            return watchAvailability
        case .toggleChangedOnly:
            if let refusal = refusal(watchAvailability) { return refusal }
            return board.assignment(of: selectedSlot)?.piece.kind == .execute
                ? .refused("an execution changes no value") : .ready
        case .detail: return detailSubject == nil ? .refused("there is no hit yet to look at") : .ready
        case .stack: return stackAvailability
        case .threads: return program(for: "list the threads of")
        case .previousHit, .nextHit:
            switch modal {
            case .detail(.site, _)?, .detail(.stop, _)?: return .refused("this is no hit")
            default: return hits.isEmpty ? .refused("there are no hits yet") : .ready
            }
        case .cycleKind:
            return refusal(watchAvailability) ?? (nextKind == nil ? .refused("there is no other kind for it") : .ready)
        case .cycleLength:
            if let refusal = refusal(watchAvailability) { return refusal }
            guard let piece = board.assignment(of: selectedSlot)?.piece else { return .ready }
            if piece.kind == .execute { return .refused("an execute slot is always one byte long") }
            return nextLength == nil ? .refused("\(piece.address) is aligned to one byte only") : .ready
        case .resume: return stoppedProgram(for: "continue")
        case .step, .nextLine: return stoppedProgram(for: "step")
        case .finish: return stoppedProgram(for: "finish")
        case .pause:
            if stopsOneThread, case .stopped = target { return .ready }
            return target == .running ? .ready : .refused("nothing to pause: \(target.words)")
        case .restart:
            guard program != nil else { return .refused("nothing to restart: \(target.words)") }
            if case .lost = target { return .refused("nothing to restart: \(target.words)") }
            if isAttached { return .refused("bptui did not start this program and cannot restart it") }
            return .ready
        case .kill: return program(for: "kill")
        case .detach: return program(for: "detach from")
        case .output where isAttached: return .refused("the program keeps its own terminal: bptui did not start it")
        case .output: return program(for: "type to")
        case .follow:
            return logged.isEmpty
                ? .refused(
                    "nothing to follow: \(hits.isEmpty ? "there are no hits yet" : "the filter hides every hit")")
                : .ready
        case .loadWatches: return program(for: "watch")
        case .themes: return themesAvailability
        case .resetWriters, .writerHits, .clearFilter: return writersAvailability(of: action)
        default: return .ready
        }
    }

    private func program(for verb: String) -> Availability {
        target.isAlive ? .ready : .refused("nothing to \(verb): \(target.words)")
    }

    private func stoppedProgram(for verb: String) -> Availability {
        if case .stopped = target { return .ready }
        return .refused("nothing to \(verb): \(target.words)")
    }

    private func refusal(_ availability: Availability) -> Availability? {
        availability == .ready ? nil : availability
    }

    /// Whether the chosen slot has a watch of ours.
    private var watchAvailability: Availability {
        switch board.status(of: selectedSlot) {
        case .free: .refused("\(selectedSlot) is free: a watches something")
        case .taken(let holder): .refused("\(selectedSlot) is not ours: \(holder)")
        default: .ready
        }
    }

    private var stackAvailability: Availability {
        switch target {
        case .stopped: .ready
        case .running: .refused("a running thread has no stack to show: pause the program first (p)")
        default: .refused("no stack to show: \(target.words)")
        }
    }

    /// The kind after the chosen slot's: execute only for what is code or may be.
    package var nextKind: WatchSpec.Kind? {
        guard let (description, piece) = board.assignment(of: selectedSlot) else { return nil }
        let mayExecute =
            switch description.type {
            case nil, .function?: true
            default: false
            }
        switch piece.kind {
        case .write: return .readWrite
        case .readWrite where !description.watch.request.rule.readsOnly: return .read
        case .readWrite: return mayExecute ? .execute : .write
        case .execute: return .write
        }
    }

    /// The length after the chosen slot's, in the circle of those that the address is aligned to.
    package var nextLength: WatchLength? {
        guard let (description, piece) = board.assignment(of: selectedSlot) else { return nil }
        let address = description.watch.request.address
        let fitting = WatchLength.allCases.filter { address.isAligned(to: $0) && $0 != piece.length }
        return fitting.first { $0 > piece.length } ?? fitting.first
    }
}
