import ProgramModel
import Session
import ViewModel
import WatchSlots

/// What the prompt is called, and what can be typed there.
struct PromptWords {
    private let state: AppState
    private let purpose: Prompt.Purpose

    init(_ state: AppState) {
        self.state = state
        purpose = if case .prompt(let prompt) = state.modal { prompt.purpose } else { .watch }
    }

    var title: String {
        switch purpose {
        case .watch: "Watch"
        case .condition: "Condition of \(watch)"
        case .ignoreCount: "Ignore count of \(watch)"
        case .command: "Command"
        }
    }

    var sign: String { purpose == .command ? ":" : "›" }

    /// The footer's word for Enter.
    var submit: String {
        switch purpose {
        case .watch: "watch"
        case .condition, .ignoreCount: "set"
        case .command: "run"
        }
    }

    /// The footer's word for Tab, where names are typed.
    var completion: [(String, String)] {
        switch purpose {
        case .watch, .condition: [("Tab", "complete")]
        // Said beside the commands, or nothing to complete.
        case .command, .ignoreCount: []
        }
    }

    /// What may stand there.
    var grammar: String {
        switch purpose {
        case .watch: "NAME or ADDRESS [/LENGTH] [:w rw x] [@SLOT] [,stop ,log]"
        case .condition: "new, old, tid, hits, … and the program's names; empty shows every hit"
        case .ignoreCount: "so many hits are only counted at first; empty or 0 shows every hit"
        case .command: "Tab completes · ↑ earlier lines · Ctrl-P finds by a few letters"
        }
    }

    var example: String {
        switch purpose {
        case .watch: "for example  counter   config.limits[2]   0x404010/8   main"
        case .condition: "for example  new > 100 && tid == 2"
        case .ignoreCount: "for example  1000"
        case .command: "for example  if new > 100   print ledger.balance   set counter=0"
        }
    }

    private var watch: String {
        switch purpose {
        case .condition(let id), .ignoreCount(let id):
            let name = state.board.watches.first { $0.watch.id == id }?.expression
            return name.map { DisplayText.sanitized($0) } ?? "the watch"
        case .watch, .command: return ""
        }
    }
}
