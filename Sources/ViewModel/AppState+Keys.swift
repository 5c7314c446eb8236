import DebugRegisters
import HitRules
import ProgramModel
import Session
import WatchSlots

extension AppState {
    mutating func take(_ key: KeyPress) -> [AppEffect] {
        printed = nil
        let context = keyContext
        if var action = keys.action(for: key, in: context) {
            if replay != nil, action == .toggleArmed { action = .scrub(.play) }
            if KeyContext.panes.contains(context) { toast = nil }
            if case .refused(let reason) = availability(of: action), KeyContext.panes.contains(context) {
                show(.warning, reason)
                return []
            }
            return perform(action)
        }
        switch (modal, key) {
        case (.prompt, .character(let character)): edit { $0.insert(String(character)) }
        case (.filter, .character(let character)): edit { $0.insert(String(character)) }
        case (.help, .character(let character)), (.palette, .character(let character)):
            edit { $0.insert(String(character)) }
        case (nil, _) where hasProgramKeyboard: return typeToProgram(output.bytes(for: key))
        // Whatever lies over the panes.
        case (_, .control("l")): return [.redraw]
        default: break
        }
        return []
    }

    mutating func perform(_ action: Action) -> [AppEffect] {
        switch action {
        case .add:
            modal = .prompt(Prompt(.watch, board.watches.isEmpty ? LineEditor(suggestedWatch) : LineEditor()))
        case .edit: modal = .prompt(Prompt(.watch, LineEditor("@\(selectedSlot.number)", cursor: 0)))
        case .toggleArmed, .remove, .cycleKind, .cycleLength, .toggleAction, .toggleMechanism, .cycleClaim,
            .toggleOneShot,
            .toggleChangedOnly, .readsOnly:
            return change(action)
        case .condition, .ignoreCount, .command: openPrompt(action)
        case .complete: return complete()
        case .run(let line): return runLine(line)
        case .loadWatches: return [.loadWatches(nil)]
        case .threads: return openThreads()
        case .watches: modal = .watches(selected: board.assignment(of: selectedSlot)?.watch.watch.id)
        case .detail, .stack, .previousHit, .nextHit, .nextSection, .previousSection: return look(action)
        case .selectSlot(let slot):
            selectedSlot = slot
            focus = .slots
        case .resume: return [.session(.resume)]
        case .pause: return [.session(.pause)]
        case .step: return [.session(.step)]
        case .nextLine: return [.session(.nextLine)]
        case .finish: return [.session(.finish)]
        case .restart: return [.session(.restart)]
        case .kill: modal = .confirmation(.kill)
        case .detach: return [.session(.detach)]
        case .quit:
            // Letting go does no harm: nothing is asked.
            guard target.isAlive, !isAttached, replay == nil else { return [.quit] }
            modal = .confirmation(.quit)
        case .confirm:
            guard case .confirmation(let question) = modal else { return [] }
            modal = nil
            return question == .kill ? [.session(.kill)] : [.quit]
        case .filter: openFilter()
        case .submitFilter: submitFilter()
        case .clearFilter: clearFilter()
        case .cycleWriters: cycleWriters()
        case .sortWriters: sortWriters()
        case .resetWriters: resetWriters()
        case .writerHits: showWriterHits()
        case .focusNext: focus = focus.moved(by: 1)
        case .focusPrevious: focus = focus.moved(by: -1)
        case .follow: setFollowing(!isFollowing)
        case .output:
            focusBeforeKeyboard = focus
            focus = .output
            outputScroll = 0
            hasProgramKeyboard = true
        case .releaseKeyboard: releaseKeyboard()
        case .help: modal = .help(firstLine: 0)
        case .scrub(let scrub): return [.scrub(scrub)]
        case .undo: return undo()
        case .redo: return redo()
        case .zoom: zoom()
        case .resetLayout: resetLayout()
        case .copy: return [.copy]
        case .messages: openMessages()
        case .guide: openGuide()
        case .palette: modal = .palette(Palette(keys))
        case .choose: return choose()
        case .olderLine, .newerLine: browse(action)
        case .themes: openThemes()
        case .keepTheme: return keepTheme()
        case .redraw: return [.redraw]
        case .suspend: return [.suspend]
        case .move(let movement): move(movement)
        case .submit: return submit()
        case .cancel: if !cancelHelp() { closeModal() }
        case .type(let edit): self.edit { $0.edit(edit) }
        }
        return []
    }

    // MARK: The chosen slot's watch

    private func change(_ action: Action) -> [AppEffect] {
        guard let watch = watchForKeys else { return [] }
        switch action {
        case .toggleArmed: return [.session(.setEnabled(watch.id, !watch.isEnabled))]
        case .remove: return [.session(.removeWatch(watch.id))]
        case .toggleAction:
            return [.session(.setAction(watch.id, watch.request.action == .log ? .stop : .log))]
        case .toggleMechanism:
            return [.session(.setMechanism(watch.id, watch.request.mechanism == .perf ? .ptrace : .perf))]
        case .cycleClaim: return [.session(.setClaim(watch.id, watch.request.claim.next))]
        case .cycleKind: return nextKind.map { [.session(Self.setKind($0, of: watch.id))] } ?? []
        case .toggleOneShot: return [.session(.setOneShot(watch.id, !watch.request.rule.isOneShot))]
        case .toggleChangedOnly: return [.session(.setChangedOnly(watch.id, !watch.request.rule.changedOnly))]
        case .readsOnly: return [.session(.setReadsOnly(watch.id))]
        case .cycleLength: return nextLength.map { [.session(.setLength(watch.id, $0))] } ?? []
        default: return []
        }
    }

    static func setKind(_ kind: WatchSpec.Kind, of id: WatchID) -> SessionCommand {
        switch kind {
        case .write: .setKind(id, .write)
        case .readWrite: .setKind(id, .readWrite)
        case .execute: .setKind(id, .execute)
        case .read: .setReadsOnly(id)
        }
    }
}
