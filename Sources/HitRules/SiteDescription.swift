/// What is known of the instruction behind a (pc, slot) pair, told to the tracer so that it can decide and read exactly.
public struct SiteDescription: Hashable, Sendable, Codable {
    /// As in the hit's record: after a data access the next instruction.
    public var pc: UInt64
    /// The slot's number, 0–3.
    public var slot: UInt8
    /// The number of the watch whose bytes the instruction was looked at for; 0 for that which has the slot now.
    public var watch: UInt32
    /// nil when it could not be known: the tracer then shows every hit from here.
    public var access: AccessKind?
    /// nil when the stored value does not follow from registers.
    public var store: StoreSource?

    public init(pc: UInt64, slot: UInt8, watch: UInt32 = 0, access: AccessKind?, store: StoreSource?) {
        self.pc = pc
        self.slot = slot
        self.watch = watch
        self.access = access
        self.store = store
    }
}
