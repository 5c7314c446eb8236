import DebugRegisters
import ProgramModel
import Session
import Tracing

extension AppState {
    /// Takes an event in and says what the edge has to do. Pure: no clock, no terminal, no process.
    package mutating func update(_ event: AppEvent) -> [AppEffect] {
        switch event {
        case .key(let key): return take(key)
        case .mouse(let action): return take(action)
        case .paste(let text): return paste(text)
        case .resize(let width, let height):
            self.width = width
            self.height = height
            guard let size = layout?.outputSize else { return [] }
            return [.resizeProgramTerminal(columns: size.columns, rows: size.rows)]
        case .tick(let time):
            tick(time)
            return refreshThreads()
        case .session(let event): take(event)
        case .output(let bytes): return takeOutput(bytes)
        case .themes(let entries): take(entries)
        case .addWatchSucceeded:
            if case .prompt(let prompt) = modal, prompt.submission?.subject == .watch { modal = nil }
        case .addWatchFailed(let error):
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
    }

    private mutating func paste(_ text: String) -> [AppEffect] {
        if editFilter({ $0.insert(text) }) { return [] }
        if case .prompt(var prompt) = modal {
            prompt.editor.insert(text)
            prompt.error = nil
            modal = .prompt(prompt)
            return []
        }
        guard modal == nil, hasProgramKeyboard else { return [] }
        return typeToProgram(output.bytes(forPaste: text))
    }

    private mutating func tick(_ time: UInt64) {
        now = max(now, time)
        if let toast, now >= toast.expiry { self.toast = nil }
        filter?.look(at: hits)
        if replay == nil { advanceRates(to: now) }
    }
}
