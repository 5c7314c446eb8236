import HitRules
import ProgramModel

/// A watch to arm at a start: as the user wrote it, or as it stood in the run before.
struct PlannedWatch: Hashable, Sendable {
    var spec: WatchSpec
    /// The condition in `spec`, compiled; nil until it is.
    var condition: Condition?
    var isEnabled = true
    /// True when the user did not ask for the slot in `spec`: it is where the watch stood, and another one will do.
    var maySwitchSlot = false
}
