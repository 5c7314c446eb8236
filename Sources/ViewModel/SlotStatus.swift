package import DebugRegisters
package import Session
package import Tracing
import WatchSlots

/// What a slot is doing, as its pane says it.
package enum SlotStatus: Hashable, Sendable {
    case free
    /// Held by somebody else; words for people.
    case taken(String)
    /// It has a watch that was switched off.
    case disarmed
    /// It has a watch that is not yet installed in every thread.
    case pending(armed: Int, of: Int)
    /// Installed in every living thread that is to have it.
    case armed
    case failed(TracingError)
}

extension WatchBoard {
    package func status(of slot: SlotIndex) -> SlotStatus {
        guard let watch = assignment(of: slot)?.watch.watch else {
            return heldByOthers[slot].map(SlotStatus.taken) ?? .free
        }
        guard watch.isEnabled else { return .disarmed }
        guard let installation else { return .pending(armed: 0, of: 0) }
        if installation.failures.indices.contains(slot.number), let error = installation.failures[slot.number] {
            return .failed(error)
        }
        let armed =
            installation.armedThreads.indices.contains(slot.number) ? installation.armedThreads[slot.number] : 0
        let wanted =
            installation.wantedThreads.indices.contains(slot.number)
            ? installation.wantedThreads[slot.number] : installation.threadCount
        guard wanted > 0, armed >= wanted else {
            return .pending(armed: armed, of: wanted)
        }
        return .armed
    }

    /// DR7 as installed; idle before anything was.
    package var control: ControlRegister { installation?.control ?? .idle }
}
