public import DebugRegisters
public import HitRules

/// What somebody wants watched, before anything is known of slots.
public struct WatchRequest: Hashable, Sendable, Codable {
    public var address: LinearAddress
    /// How many bytes, from 1; more than a slot covers is split into aligned pieces.
    public var byteCount: UInt64
    public var kind: WatchKind
    /// The slot the user asked for; nil takes the first free. With several pieces it is the first one's, and the
    /// others take the free slots after it.
    public var slot: SlotIndex?
    public var action: HitAction
    /// False when the user gave the length: then a misaligned address is an error, not a split.
    public var mayRealign: Bool
    /// Which hits are shown; the others are counted.
    public var rule: HitRule
    /// The frame that the watch ends with; nil for what outlives every frame.
    public var frame: FrameScope?
    /// The only thread that is armed, by its tid; nil for all, new ones included.
    public var thread: Int32?
    public var mechanism = WatchMechanism.ptrace
    /// With perf: a record of every n-th hit; the others are only counted.
    public var every: UInt64 = 1
    /// nil for a pinned watch, as in what was written before there were others.
    private var otherClaim: RegisterClaim?

    public var claim: RegisterClaim {
        get { otherClaim ?? .pinned }
        set { otherClaim = newValue == .pinned ? nil : newValue }
    }

    /// nil for false, as in what was written before there were such watches.
    private var kernelOnly: Bool?

    /// With perf: the kernel's accesses alone, as the twin of a ptrace watch, which does not see them.
    public var isKernelOnly: Bool {
        get { kernelOnly ?? false }
        set { kernelOnly = newValue ? true : nil }
    }

    public init(
        address: LinearAddress, byteCount: UInt64, kind: WatchKind = .write, slot: SlotIndex? = nil,
        action: HitAction = .log, mayRealign: Bool = true,
        rule: HitRule = .always, frame: FrameScope? = nil, thread: Int32? = nil
    ) {
        self.address = address
        self.byteCount = byteCount
        self.kind = kind
        self.slot = slot
        self.action = action
        self.mayRealign = mayRealign
        self.rule = rule
        self.frame = frame
        self.thread = thread
    }
}
