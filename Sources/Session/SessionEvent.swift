package import DebugRegisters
package import HitRules
package import ProgramModel
package import Tracing
package import WatchSlots

/// What a session tells its front, in order.
package enum SessionEvent: Hashable, Sendable, Codable {
    /// A program was started (again): everything known of the earlier run is over, except the watches' names.
    case started(program: String, arguments: [String], pid: Int32, backend: String)
    case target(TargetState)
    /// Living threads of the process.
    case threadCount(Int)
    /// All watches and slots as they now are.
    case watches(WatchBoard)
    /// Hits, oldest first; several records of one trap are next to each other.
    case hits([Hit])
    /// Sites that are new, or of which more is known.
    case sites([Site])
    /// Hits that rules counted without showing them, by slot, in this run.
    case suppressed([UInt64])
    /// The code and the stack around a site, as asked for.
    case siteDetail(SiteID, SiteDetail)
    /// The call stack at the first hit of a site, and, with `--stacks all`, of every hit. Told when the plan asks for it.
    case siteStack(SiteID, CallStack)
    case hitStack(trap: UInt64, slot: SlotIndex, CallStack)
    /// The call stack of the thread that stopped.
    case stack(tid: Int32, CallStack)
    case registers(tid: Int32, MachineRegisters)
    /// What the addresses in pointers name, as the answers arrive.
    case names([UInt64: String])
    case threadNames([Int32: String])
    case threads([ThreadStatus])
    case threadActivities([Int32: ThreadActivity])
    /// The answers to `assign` and `print`; the text is as it was asked.
    case assigned(String)
    case printed(String, ReadValue)
    case evaluationRefused(String, ExpressionError)
    /// The names that may have been meant, for `completeName`.
    case candidates(NameQuery, NameCandidates)
    /// The place of `runTo` was found.
    case runsTo(String)
    /// Watched memory changed without a hit.
    case changed(FoundChange)
    /// Hits that could not be recorded, in all.
    case missed(UInt64)
    /// Where code addresses lie, as the answers arrive.
    case places([PlaceQuery: CodePlace])
    /// What stands in watched memory now, by slot, as read while the program stood still; nil where it cannot be read.
    case values([SlotIndex: UInt64?])
    case symbols(SymbolSummary)
    /// A rare event of the traced process, for the log.
    case trace(TracingEvent)
    case notice(Notice)
    /// The answers to `addWatch`: the watch stands, it would need several slots (one sentence), or it cannot be.
    case watchAdded(WatchSpec, WatchID)
    case watchPlanned(WatchSpec, String)
    case watchRefused(WatchSpec, WatchRefusal)
    /// Where to stop could not be found, so the program stands before its first instruction.
    case locationRefused(ExpressionError)
    /// The program could not be started.
    case launchRefused(TracingError)
    /// Every watch that was asked for at the start has been armed or refused, and the program stands at `--at`.
    case armed
}

package enum TargetState: Hashable, Sendable, Codable {
    /// Nothing has been started, or the session has ended.
    case absent
    /// Launched, and on the way to where watches are armed.
    case starting
    case running
    case stopped(Stop)
    case exited(ProcessEnd)
    /// The tracer is gone; words for people.
    case lost(String)
}

/// The four slots and the watches on them.
package struct WatchBoard: Hashable, Sendable, Codable {
    package var watches: [WatchDescription]
    package var heldByOthers: [SlotIndex: String]
    /// nil before anything was installed.
    package var installation: SlotInstallation?
    /// Enabled watches without a register, who gets one next first; nil for none.
    package var waiting: [WatchID]?

    package init(
        watches: [WatchDescription] = [], heldByOthers: [SlotIndex: String] = [:],
        installation: SlotInstallation? = nil
    ) {
        self.watches = watches
        self.heldByOthers = heldByOthers
        self.installation = installation
    }

    /// The watch that has a slot, and what the slot holds for it.
    package func assignment(of slot: SlotIndex) -> (watch: WatchDescription, piece: WatchPiece)? {
        for watch in watches {
            for assignment in watch.watch.assignments where assignment.slot == slot { return (watch, assignment.piece) }
        }
        return nil
    }
}

/// A watch with its meaning.
package struct WatchDescription: Hashable, Sendable, Codable {
    package var watch: Watch
    /// As the user named it.
    package var expression: String
    /// nil when no debug information says.
    package var type: ValueType?
    /// The condition as the user wrote it; nil for none.
    package var condition: String?

    package init(watch: Watch, expression: String, type: ValueType?, condition: String? = nil) {
        self.watch = watch
        self.expression = expression
        self.type = type
        self.condition = condition
    }
}

/// Words for the person at the keyboard.
package struct Notice: Hashable, Sendable, Codable {
    package enum Severity: Hashable, Sendable, Codable { case information, warning, error }
    package var severity: Severity
    package var text: String
    package init(_ severity: Severity, _ text: String) {
        self.severity = severity
        self.text = text
    }
}

/// Why a watch could not be added.
package enum WatchRefusal: Error, Hashable, Sendable, Codable {
    /// The expression means nothing here.
    case expression(ExpressionError)
    /// Its condition does not; the column is one of the condition's text.
    case condition(ExpressionError)
    /// The slots, the hardware or the kernel said no.
    case tracing(TracingError)
    /// The program's state does not allow it; words for people.
    case state(String)
}
