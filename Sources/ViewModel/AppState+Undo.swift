import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// Undo and redo of slot edits.
///
/// An edit is noted when its command leaves the reducer, with the command that leads back from the board as it is then.
/// Commands that were refused changed nothing, and are passed over on the way back.
extension AppState {
    package var undoAvailability: Availability {
        edits.done.isEmpty ? .refused(edits.emptiness) : .ready
    }

    package var redoAvailability: Availability {
        edits.undone.isEmpty ? .refused("nothing to do again: nothing was undone since the last edit") : .ready
    }

    /// Notes what a person's event has made of the slots.
    mutating func note(_ effects: [AppEffect]) {
        guard !edits.isWalking else {
            edits.isWalking = false
            return
        }
        for effect in effects {
            switch effect {
            case .addWatch: edits.awaited = awaiting(nil)
            case .session(.assign(let text)):
                edits.add(.final("'\(text)' was written to the program, and what stood there is not kept"))
            case .session(let command): if let edit = edit(of: command) { edits.add(.edit(edit)) }
            default: break
            }
        }
    }

    mutating func undo() -> [AppEffect] {
        while let entry = edits.popDone() {
            switch entry {
            case .final(let words):
                show(.warning, "\(words): u goes on with the edit before")
                return []
            case .edit(let edit):
                guard edits.popUnanswered() || !stands(edit.undo) else { continue }
                edits.moveToUndone(edit)
                show(.information, "undone: \(edit.words) · U does it again")
                return effects(of: edit.undo)
            }
        }
        show(.warning, edits.emptiness)
        return []
    }

    mutating func redo() -> [AppEffect] {
        while let edit = edits.popUndone() {
            guard !stands(edit.redo) else { continue }
            edits.moveToDone(edit)
            show(.information, "done again: \(edit.words) · u undoes it")
            return effects(of: edit.redo)
        }
        return []
    }

    /// The board has changed, or a watch was granted: what was awaited may be there.
    mutating func settleEdits() -> [AppEffect] {
        guard let awaited = edits.awaited else { return [] }
        let new = board.watches.filter { !awaited.known.contains($0.watch.id) }
        guard let lost = awaited.lost else {
            guard awaited.isGranted, let watch = new.last else { return [] }
            edits.awaited = nil
            edits.add(
                .edit(
                    SlotEdit(
                        undo: .command(.removeWatch(watch.watch.id)), redo: .add(LostWatch(watch)),
                        words: "watch on \(watch.expression)")))
            return []
        }
        guard let watch = new.last(where: { $0.expression == lost.spec.expression }) else { return [] }
        edits.awaited = nil
        edits.rename(lost.id, watch.watch.id)
        return lost.isEnabled ? [] : [.session(.setEnabled(watch.watch.id, false))]
    }

    mutating func granted() {
        guard edits.awaited?.lost == nil else { return }
        edits.awaited?.isGranted = true
    }

    private func awaiting(_ lost: LostWatch?) -> EditHistory.Awaited {
        EditHistory.Awaited(known: Set(board.watches.map(\.watch.id)), lost: lost, isGranted: false)
    }

    private mutating func effects(of step: SlotEdit.Step) -> [AppEffect] {
        edits.isWalking = true
        switch step {
        case .command(let command): return [.session(command)]
        case .add(let lost):
            edits.awaited = awaiting(lost)
            return [.session(.addWatch(lost.spec, acceptsSplit: true))]
        case .replace(let id, let lost):
            edits.awaited = awaiting(lost)
            return [.session(.removeWatch(id)), .session(.addWatch(lost.spec, acceptsSplit: true))]
        }
    }

    // MARK: The way back

    private func edit(of command: SessionCommand) -> SlotEdit? {
        guard let id = command.changedWatch, let watch = board[id] else { return nil }
        let request = watch.watch.request
        let name = watch.expression
        let (undo, words): (SlotEdit.Step, String)
        switch command {
        case .removeWatch: (undo, words) = (.add(LostWatch(watch)), "removal of \(name)")
        case .setEnabled(_, let isEnabled):
            (undo, words) = (.command(.setEnabled(id, !isEnabled)), "\(isEnabled ? "arming" : "disarming") of \(name)")
        case .setKind, .setReadsOnly:
            undo = .command(request.rule.readsOnly ? .setReadsOnly(id) : .setKind(id, request.kind))
            words = "kind of \(name)"
        case .setLength:
            let length = WatchLength.allCases.first { UInt64($0.byteCount) == request.byteCount }
            undo = length.map { .command(.setLength(id, $0)) } ?? .replace(id, LostWatch(watch))
            words = "length of \(name)"
        case .setAction:
            (undo, words) = (.command(.setAction(id, request.action)), "log or stop of \(name)")
        case .setMechanism:
            (undo, words) = (.command(.setMechanism(id, request.mechanism)), "backend of \(name)")
        case .setCondition:
            (undo, words) = (.command(.setCondition(id, watch.condition)), "condition of \(name)")
        case .setIgnoreCount:
            (undo, words) = (.command(.setIgnoreCount(id, request.rule.ignoreCount)), "ignore count of \(name)")
        case .setOneShot: (undo, words) = (.command(.setOneShot(id, request.rule.isOneShot)), "'once' of \(name)")
        case .setChangedOnly:
            (undo, words) = (.command(.setChangedOnly(id, request.rule.changedOnly)), "'changed' of \(name)")
        case .setThread: (undo, words) = (.command(.setThread(id, request.thread)), "thread of \(name)")
        default: return nil
        }
        return SlotEdit(undo: undo, redo: .command(command), words: words)
    }

    /// Whether the board is already as a step would make it, or the step's watch is gone.
    private func stands(_ step: SlotEdit.Step) -> Bool {
        switch step {
        case .add(let lost): return board[lost.id] != nil
        case .replace(let id, _): return board[id] == nil
        case .command(let command):
            guard let id = command.changedWatch, let watch = board[id] else { return true }
            let request = watch.watch.request
            return switch command {
            case .setEnabled(_, let isEnabled): watch.watch.isEnabled == isEnabled
            case .setKind(_, let kind): request.kind == kind && !request.rule.readsOnly
            case .setReadsOnly: request.rule.readsOnly
            case .setLength(_, let length): request.byteCount == UInt64(length.byteCount)
            case .setAction(_, let action): request.action == action
            case .setMechanism(_, let mechanism): request.mechanism == mechanism
            case .setCondition(_, let text): watch.condition == text
            case .setIgnoreCount(_, let count): request.rule.ignoreCount == count
            case .setOneShot(_, let isOneShot): request.rule.isOneShot == isOneShot
            case .setChangedOnly(_, let changedOnly): request.rule.changedOnly == changedOnly
            case .setThread(_, let thread): request.thread == thread
            default: false
            }
        }
    }
}
