public import DebugRegisters

/// What is known to stand in one thread's registers: the writes that the kernel accepted, never a read-back (a new
/// thread reads its parent's DR7 and fires nothing).
public struct RegisterBank: Hashable, Sendable, BitwiseCopyable {
    /// The DRn that were ever written in this thread. Each holds a physical slot until exec or exit, even disabled.
    public private(set) var touched: SlotSet = []
    public private(set) var control: ControlRegister = .idle
    private var a0: UInt64 = 0
    private var a1: UInt64 = 0
    private var a2: UInt64 = 0
    private var a3: UInt64 = 0

    public init() {}

    /// The address a slot holds; nil when its DRn was never written.
    public subscript(slot: SlotIndex) -> LinearAddress? {
        guard touched.contains(slot) else { return nil }
        switch slot {
        case .dr0: return LinearAddress(a0)
        case .dr1: return LinearAddress(a1)
        case .dr2: return LinearAddress(a2)
        case .dr3: return LinearAddress(a3)
        }
    }

    /// Records a write that the kernel accepted.
    public mutating func apply(_ write: RegisterWrite) {
        switch write {
        case .control(let value): control = value
        case .address(let slot, let address):
            touched.insert(slot)
            switch slot {
            case .dr0: a0 = address.rawValue
            case .dr1: a1 = address.rawValue
            case .dr2: a2 = address.rawValue
            case .dr3: a3 = address.rawValue
            }
        }
    }
}
