import Session
package import WatchSlots

/// The edits of the slots that can be undone and done again.
package struct EditHistory: Hashable, Sendable {
    /// What `u` meets, the newest last.
    package enum Entry: Hashable, Sendable {
        case edit(SlotEdit)
        /// Something was done that leaves no way back; words for people.
        case final(String)
    }

    /// A watch that was asked for and does not stand yet.
    package struct Awaited: Hashable, Sendable {
        /// The watches before it.
        package var known: Set<WatchID>
        /// What comes again; nil for a new one.
        package var lost: LostWatch?
        /// The session has said that it stands.
        package var isGranted: Bool
    }

    package static let limit = 256

    package private(set) var done: [Entry] = []
    package private(set) var undone: [SlotEdit] = []
    package internal(set) var awaited: Awaited?
    /// What leaves the reducer now is a way back or forth, and no edit.
    var isWalking = false
    /// Edits whose effect on the board is not known yet.
    package private(set) var unanswered = 0
    /// Why there is nothing to undo.
    package private(set) var emptiness = "nothing to undo: no slot was changed yet"

    package init() {}

    mutating func add(_ entry: Entry) {
        done.append(entry)
        if case .edit = entry { unanswered += 1 }
        if done.count > Self.limit {
            done.removeFirst()
            emptiness = "nothing more to undo: only the last \(Self.limit) edits are kept"
        }
        undone = []
    }

    mutating func popDone() -> Entry? { done.popLast() }
    mutating func answered() { unanswered = 0 }

    /// Whether the newest edit, taken off, was still without an answer.
    mutating func popUnanswered() -> Bool {
        guard unanswered > 0 else { return false }
        unanswered -= 1
        return true
    }

    mutating func popUndone() -> SlotEdit? { undone.popLast() }
    mutating func moveToUndone(_ edit: SlotEdit) { undone.append(edit) }
    mutating func moveToDone(_ edit: SlotEdit) { done.append(.edit(edit)) }

    /// A watch came again under another number.
    mutating func rename(_ old: WatchID, _ new: WatchID) {
        for index in undone.indices { undone[index].rename(old, new) }
        for index in done.indices {
            guard case .edit(var edit) = done[index] else { continue }
            edit.rename(old, new)
            done[index] = .edit(edit)
        }
    }

    /// The watches of before mean nothing any more.
    mutating func forget(_ reason: String) {
        let wasEmpty = done.isEmpty && undone.isEmpty
        self = EditHistory()
        if !wasEmpty { emptiness = "nothing to undo: \(reason)" }
    }
}
