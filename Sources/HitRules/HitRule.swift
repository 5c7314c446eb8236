/// What the tracer decides by itself at a hit of a watch: whether the hit is shown (recorded, or stops the program), or
/// only counted. A hit is shown when every clause agrees; the order is access, changed, condition, ignore count.
public struct HitRule: Hashable, Sendable, Codable {
    /// Only hits for which this is true.
    public var condition: Condition?
    /// The first so many hits that passed the clauses before are only counted.
    public var ignoreCount: UInt64
    /// The watch is disarmed by its first shown hit.
    public var isOneShot: Bool
    /// Only hits that left another value than before. One whose value may be a later thread's store is shown.
    public var changedOnly: Bool
    /// Only reads (`:r`): the slot is read/write in hardware, and writes are only counted. An instruction that does both
    /// is shown.
    public var readsOnly: Bool

    public init(
        condition: Condition? = nil, ignoreCount: UInt64 = 0, isOneShot: Bool = false, changedOnly: Bool = false,
        readsOnly: Bool = false
    ) {
        self.condition = condition
        self.ignoreCount = ignoreCount
        self.isOneShot = isOneShot
        self.changedOnly = changedOnly
        self.readsOnly = readsOnly
    }

    /// Every hit is shown.
    public static let always = HitRule()

    /// Whether it has to be known if the instruction reads or writes.
    public var needsAccess: Bool { readsOnly || condition?.needsAccess == true }
}
