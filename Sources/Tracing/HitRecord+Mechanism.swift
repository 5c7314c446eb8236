public import DebugRegisters

/// How a hit was seen. Perf never says which register it used, so its records have no DR6: in its place stand values that
/// DR6 never reads, since its upper half is all ones but for RTM (SDM vol. 3, 17.2.3).
extension HitRecord {
    /// The program's own access, seen by a perf event.
    public static let perfAccess = StatusRegister(rawValue: 0)
    /// An access that the kernel made on the program's behalf, seen by a perf event; `pc` is where the program entered the
    /// kernel.
    public static let kernelAccess = StatusRegister(rawValue: 1 << 31)

    /// A perf event saw it: the register was the kernel's choice, and the thread was not stopped.
    @inlinable public var isByPerf: Bool {
        (status == Self.perfAccess || status == Self.kernelAccess) && !flags.contains(.statusWasLost)
    }
    @inlinable public var isByKernel: Bool { status == Self.kernelAccess && !flags.contains(.statusWasLost) }
}
