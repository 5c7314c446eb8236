public import DebugRegisters

/// How a hit was seen. Perf never says which register it used, so its records have no DR6: in its place stand values that
/// DR6 never reads, since its upper half is all ones but for RTM (SDM vol. 3, 17.2.3).
extension HitRecord {
    /// The program's own access, seen by a perf event.
    public static let perfAccess = StatusRegister(rawValue: 0)
    /// An access that the kernel made on the program's behalf, seen by a perf event; `pc` is where the program entered the
    /// kernel. Which instruction of the kernel's made it is not known.
    public static let kernelAccess = StatusRegister(rawValue: 1 << 31)

    /// The same with the kernel's instruction: the low half of its address, which has bit 31 set, since all of the kernel's
    /// code lies in the last 2 GiB (Documentation/arch/x86/x86_64/mm.rst).
    public static func kernelAccess(at pc: UInt64) -> StatusRegister {
        guard pc > kernelCode, pc < kernelCode | endOfAccesses else { return kernelAccess }
        let status = StatusRegister(rawValue: UInt32(truncatingIfNeeded: pc))
        return status.rawValue >> 31 == 1 ? status : kernelAccess
    }

    @usableFromInline static let kernelCode: UInt64 = 0xffff_ffff_0000_0000
    /// From here on it would read as a DR6. No code lies there.
    @usableFromInline static let endOfAccesses: UInt64 = 0xfffe_0000

    /// A perf event saw it: the register was the kernel's choice, and nobody read DR6.
    @inlinable public var isByPerf: Bool {
        status == Self.perfAccess && !flags.contains(.statusWasLost) || isByKernel
    }
    @inlinable public var isByKernel: Bool {
        status.rawValue >> 31 == 1 && UInt64(status.rawValue) < Self.endOfAccesses && !flags.contains(.statusWasLost)
    }

    /// The kernel's instruction after the access; nil where it is not known, and for the program's own accesses.
    @inlinable public var kernelPC: UInt64? {
        isByKernel && status != Self.kernelAccess ? Self.kernelCode | UInt64(status.rawValue) : nil
    }
}
