import DebugRegisters
import ProgramModel
import Session
import Tracing

extension AppState {
    /// Takes an event in and says what the edge has to do. Pure: no clock, no terminal, no process.
    package mutating func update(_ event: AppEvent) -> [AppEffect] {
        let room = layout?.outputSize
        var effects = react(to: event)
        if case .resize = event {
        } else if let size = layout?.outputSize, let room, size != room {
            effects.append(.resizeProgramTerminal(columns: size.columns, rows: size.rows))
        }
        return effects
    }

    private mutating func react(to event: AppEvent) -> [AppEffect] {
        switch event {
        case .key(let key):
            let effects = take(key)
            note(effects)
            return effects
        case .modifiedKey(let key, let modifiers):
            let effects = take(key, with: modifiers)
            note(effects)
            return effects
        case .mouse(let action):
            let effects = take(action)
            note(effects)
            return effects
        case .paste(let text): return paste(text)
        case .resize(let width, let height):
            self.width = width
            self.height = height
            guard let size = layout?.outputSize else { return [] }
            return [.resizeProgramTerminal(columns: size.columns, rows: size.rows)]
        case .tick(let time):
            tick(time)
            return refreshThreads()
        case .session(let event):
            take(event)
            if case .watches = event {
                edits.answered()
                return settleEdits()
            }
        case .output(let bytes): return takeOutput(bytes)
        case .themes(let entries): take(entries)
        case .addWatchSucceeded:
            if case .prompt(let prompt) = modal, prompt.submission?.subject == .watch { modal = nil }
            granted()
            return settleEdits()
        case .addWatchFailed(let error):
            if edits.awaited?.lost == nil { edits.awaited = nil }
            if case .prompt(var prompt) = modal, prompt.submission?.subject == .watch {
                prompt.refuse(error)
                modal = .prompt(prompt)
            } else {
                show(.error, error.message)
            }
        }
        return []
    }

    mutating func show(_ severity: Notice.Severity, _ text: String) {
        let seconds: UInt64 = severity == .information ? 4 : 8
        toast = Toast(Notice(severity, text), expiry: now + seconds * 1_000_000_000)
        messages.add(Notice(severity, text), at: now)
    }

    private mutating func paste(_ text: String) -> [AppEffect] {
        if editFilter({ $0.insert(text) }) || editSearch({ $0.insert(text) }) { return [] }
        if case .prompt(var prompt) = modal {
            prompt.editor.insert(text)
            prompt.edited()
            modal = .prompt(prompt)
            return []
        }
        guard modal == nil, hasProgramKeyboard else {
            show(.warning, "pasted text is no keys: open a line for it first, with a, / or :")
            return []
        }
        return typeToProgram(output.bytes(forPaste: text))
    }

    private mutating func tick(_ time: UInt64) {
        now = max(now, time)
        messages.begin(now)
        if let toast, now >= toast.expiry { self.toast = nil }
        filter?.look(at: hits)
        if replay == nil { advanceRates(to: now) }
    }
}
