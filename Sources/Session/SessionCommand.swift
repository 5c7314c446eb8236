package import DebugRegisters
package import ProgramModel
package import Tracing
package import WatchSlots

/// What a person (or batch) asks of a session.
package enum SessionCommand: Hashable, Sendable {
    /// Adds a watch. One that needs several slots is first answered by `SessionEvent.watchPlanned` and armed when it is
    /// asked for again with `acceptsSplit`.
    case addWatch(WatchSpec, acceptsSplit: Bool)
    case removeWatch(WatchID)
    case setEnabled(WatchID, Bool)
    case setKind(WatchID, WatchKind)
    case setLength(WatchID, WatchLength)
    case setAction(WatchID, HitAction)
    case setMechanism(WatchID, WatchMechanism)
    /// How it claims its registers.
    case setClaim(WatchID, RegisterClaim)
    /// nil or an empty text takes the condition away. Refused with `evaluationRefused`.
    case setCondition(WatchID, String?)
    case setIgnoreCount(WatchID, UInt64)
    case setOneShot(WatchID, Bool)
    case setChangedOnly(WatchID, Bool)
    /// Reads alone are shown (`:r`): the slot becomes read/write, and writes are only counted.
    case setReadsOnly(WatchID)
    /// Only this thread is armed; nil for all.
    case setThread(WatchID, Int32?)
    /// `EXPR=VALUE`. Answered by `assigned` or `evaluationRefused`.
    case assign(String)
    /// What an expression reads as. Answered by `printed` or `evaluationRefused`.
    case print(String)
    /// Answered by `candidates`.
    case completeName(NameQuery)
    /// Answered by `siteDetail`.
    case describeSite(SiteID)
    /// The stack and the registers of the thread of the last stop. Answered by `stack` and `registers`.
    case describeStop
    /// Answered by `names` (with those that have one) and `threadNames`.
    case nameAddresses([UInt64])
    case nameThreads([Int32])
    /// What is installed in each thread, and what it does. Answered by `threads`, and after it `threadActivities`.
    case describeThreads
    /// Continues a stopped program.
    case resume
    case pause
    /// One instruction of the thread that stopped last.
    case step
    /// The line after the one that the thread of the last stop is in; calls are stepped over. One instruction where no
    /// line is known, with a notice that says why.
    case nextLine
    /// Until the function that the thread of the last stop is in has returned.
    case finish
    /// `function`, `file:line` or `*ADDRESS`. Answered by `runsTo` or `evaluationRefused`.
    case runTo(String)
    /// Continues, and takes the pending signal away.
    case resumeWithoutSignal
    /// What is done with a signal of the program's own, by its number.
    case setSignal(Int32, SignalTreatment)
    /// Kills the program and starts it anew, with the same watches by name.
    case restart
    case kill
    /// Lets the program go, every register clear; it runs on.
    case detach
    /// Ends the session: what was launched dies, what was attached to is let go.
    case quit
}
