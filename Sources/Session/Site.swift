package import DebugRegisters
package import ProgramModel
package import Tracing
package import WatchSlots

/// Names a site for as long as a session lives: 0, 1, 2, … in the order in which they were first seen.
package struct SiteID: RawRepresentable, Hashable, Comparable, Sendable, BitwiseCopyable, Codable {
    package var rawValue: UInt32
    @inlinable package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A (instruction, slot) pair: the unit of "who touches this memory". Every hit belongs to one.
package struct Site: Hashable, Sendable, Identifiable, Codable {
    package let id: SiteID
    package let watch: WatchID
    package let slot: SlotIndex
    package let query: SiteQuery
    /// nil until the symbol service has answered.
    package var finding: SiteFinding?
    /// Registers and stack of the first hit; nil where they were not kept.
    package var sample: HitSample?
    /// No instruction of the program: the kernel or another process changed the bytes. The place names the system call,
    /// where it is known, and the line that made it.
    package var isChange = false
    /// The kernel made the access; nil for the program's own instructions.
    package var kernel: KernelAccess?

    package init(
        id: SiteID, watch: WatchID, slot: SlotIndex, query: SiteQuery, finding: SiteFinding? = nil,
        sample: HitSample? = nil
    ) {
        self.id = id
        self.watch = watch
        self.slot = slot
        self.query = query
        self.finding = finding
        self.sample = sample
    }

    /// The accessing instruction's address, or the pc of the hit where it is not known.
    package var instructionAddress: UInt64 { finding?.instruction?.address ?? query.pc }
}
