package import ProgramModel
package import Session
package import WatchSlots

/// A change of the slots that a person made, and the way back.
package struct SlotEdit: Hashable, Sendable {
    /// What leads from one side of the edit to the other.
    package enum Step: Hashable, Sendable {
        case command(SessionCommand)
        /// A watch that was removed comes again, under a number that is not known yet.
        case add(LostWatch)
        /// The watch goes and comes again as it was: it stood in several slots.
        case replace(WatchID, LostWatch)
    }

    package var undo: Step
    package var redo: Step
    /// `removal of counter`.
    package var words: String

    package init(undo: Step, redo: Step, words: String) {
        self.undo = undo
        self.redo = redo
        self.words = words
    }
}

/// A watch as it stood before it was removed.
package struct LostWatch: Hashable, Sendable {
    package var id: WatchID
    package var spec: WatchSpec
    package var isEnabled: Bool

    package init(_ description: WatchDescription) {
        id = description.watch.id
        spec = description.spec
        isEnabled = description.watch.isEnabled
    }
}

extension SlotEdit {
    /// The same with another number for a watch that came again.
    mutating func rename(_ old: WatchID, _ new: WatchID) {
        undo.rename(old, new)
        redo.rename(old, new)
    }
}

extension SlotEdit.Step {
    fileprivate mutating func rename(_ old: WatchID, _ new: WatchID) {
        switch self {
        case .command(let command): self = .command(command.renamed(old, new))
        case .add(var watch):
            if watch.id == old { watch.id = new }
            self = .add(watch)
        case .replace(let id, var watch):
            if watch.id == old { watch.id = new }
            self = .replace(id == old ? new : id, watch)
        }
    }
}

extension SessionCommand {
    /// The watch that a command changes; nil for one that changes none that stands.
    package var changedWatch: WatchID? {
        switch self {
        case .removeWatch(let id), .setEnabled(let id, _), .setKind(let id, _), .setLength(let id, _),
            .setAction(let id, _), .setMechanism(let id, _), .setCondition(let id, _), .setIgnoreCount(let id, _),
            .setOneShot(let id, _), .setChangedOnly(let id, _), .setReadsOnly(let id), .setThread(let id, _):
            id
        default: nil
        }
    }

    fileprivate func renamed(_ old: WatchID, _ new: WatchID) -> SessionCommand {
        guard changedWatch == old else { return self }
        return switch self {
        case .removeWatch: .removeWatch(new)
        case .setEnabled(_, let isEnabled): .setEnabled(new, isEnabled)
        case .setKind(_, let kind): .setKind(new, kind)
        case .setLength(_, let length): .setLength(new, length)
        case .setAction(_, let action): .setAction(new, action)
        case .setMechanism(_, let mechanism): .setMechanism(new, mechanism)
        case .setCondition(_, let text): .setCondition(new, text)
        case .setIgnoreCount(_, let count): .setIgnoreCount(new, count)
        case .setOneShot(_, let isOneShot): .setOneShot(new, isOneShot)
        case .setChangedOnly(_, let changedOnly): .setChangedOnly(new, changedOnly)
        case .setReadsOnly: .setReadsOnly(new)
        case .setThread(_, let thread): .setThread(new, thread)
        default: self
        }
    }
}
