/// Who has a slot.
public enum SlotHolder: Hashable, Sendable, Codable {
    case watch(WatchID)
    /// Somebody else: another debugger, or the program's own breakpoint events. The text is for people.
    case other(String)
}
