package import ProgramModel
package import Tracing
package import WatchSlots

/// What a session starts, and what it arms where.
package struct LaunchPlan: Hashable, Sendable {
    package var launch: LaunchConfiguration
    /// A process that runs already, to attach to; `launch` then describes it, and the watches are armed at once.
    package var attach: Int32?
    /// Where the watches are evaluated and armed: `main`, `entry`, a function, `file:line`, `*ADDRESS`.
    package var location: String
    /// True when the user named the location; a default `main` gives way to `entry` where there is none.
    package var isLocationChosen: Bool
    package var watches: [WatchSpec]
    /// For watches that do not say.
    package var defaultAction: HitAction
    /// Likewise: `--backend`.
    package var defaultMechanism = WatchMechanism.ptrace
    /// Goes on by itself once everything is armed (batch), or waits for the user (screen).
    package var resumesWhenArmed: Bool
    /// `EXPR=VALUE`, each carried out once a start, right before the watches are armed.
    package var assignments: [String]
    /// Stacks are unwound and told as they come (batch), or on demand (screen).
    package var tellsStacks: Bool
    /// What is done with the program's signals; those that are not named are passed on.
    package var signals: [Int32: SignalTreatment]

    package init(
        launch: LaunchConfiguration, attach: Int32? = nil, location: String = "main", isLocationChosen: Bool = false,
        watches: [WatchSpec] = [], defaultAction: HitAction = .log, resumesWhenArmed: Bool = false,
        assignments: [String] = [], tellsStacks: Bool = false, signals: [Int32: SignalTreatment] = [:]
    ) {
        self.launch = launch
        self.attach = attach
        self.location = location
        self.isLocationChosen = isLocationChosen
        self.watches = watches
        self.defaultAction = defaultAction
        self.resumesWhenArmed = resumesWhenArmed
        self.assignments = assignments
        self.tellsStacks = tellsStacks
        self.signals = signals
    }
}
