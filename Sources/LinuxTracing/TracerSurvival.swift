import CLinuxTracing

/// What makes the death of a process that holds targets unlikely. It would leave the registers of an attached target
/// armed, and the next hit would kill it.
public enum TracerSurvival {
    /// The kernel's out-of-memory killer takes others first, where this process may ask for that (CAP_SYS_RESOURCE). What
    /// it launches has the score that this process had before.
    ///
    /// - Returns: whether it may.
    @discardableResult
    public static func lowerOutOfMemoryScore() -> Bool { bt_lower_oom_score() >= 0 }
}
