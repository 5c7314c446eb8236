/// What is known of the instruction behind a (pc, slot) pair, told to the tracer so that it can decide and read exactly.
public struct SiteDescription: Hashable, Sendable, Codable {
    /// As in the hit's record: after a data access the next instruction.
    public var pc: UInt64
    /// The slot's number, 0–3.
    public var slot: UInt8
    /// nil when it could not be known: the tracer then shows every hit from here.
    public var access: AccessKind?
    /// nil when the stored value does not follow from registers.
    public var store: StoreSource?

    public init(pc: UInt64, slot: UInt8, access: AccessKind?, store: StoreSource?) {
        self.pc = pc
        self.slot = slot
        self.access = access
        self.store = store
    }
}
