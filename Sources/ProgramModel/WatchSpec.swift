/// A watch as the user writes it: `EXPR[/LEN][:w|rw|r|x][@SLOT][,stop|log][,once][,changed][,ignore=N][,thread=TID]
/// [,ptrace|perf][,kernel][,every=N][,pinned|flexible|exclusive][ if COND]`.
/// Suffixes are read from the right.
package struct WatchSpec: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
        case write = "w"
        case readWrite = "rw"
        /// Read/write in hardware; writes are only counted.
        case read = "r"
        case execute = "x"
    }
    package enum Mechanism: String, Hashable, Sendable, CaseIterable, Codable {
        case ptrace
        case perf
    }
    /// How it claims its registers.
    package enum Claim: String, Hashable, Sendable, CaseIterable, Codable {
        case pinned
        case flexible
        case exclusive
    }
    package enum Action: String, Hashable, Sendable, CaseIterable, Codable {
        case log
        case stop
    }

    package var expression: String
    /// Bytes; nil takes the type's.
    package var length: UInt64?
    /// nil takes `w`, or `x` for a function.
    package var kind: Kind?
    /// 0…3; nil takes the first free.
    package var slot: Int?
    /// nil takes the default of `--on-hit`.
    package var action: Action?
    /// Disarmed by the first shown hit.
    package var isOneShot = false
    /// Only hits that change the value are shown.
    package var changedOnly = false
    /// So many hits are only counted at first.
    package var ignoreCount: UInt64 = 0
    /// The only thread that is armed; nil for all.
    package var thread: Int32?
    /// nil takes the default of `--backend`.
    package var mechanism: Mechanism?
    /// Of every so many hits one is recorded; perf only.
    package var every: UInt64 = 1
    /// nil takes `pinned`.
    package var claim: Claim?
    /// nil for false, as in what was written before there were such watches.
    private var kernelOnly: Bool?
    /// As written after `if`; nil for none.
    package var condition: String?

    /// The kernel's accesses alone; perf only.
    package var isKernelOnly: Bool {
        get { kernelOnly ?? false }
        set { kernelOnly = newValue ? true : nil }
    }

    package init(
        expression: String, length: UInt64? = nil, kind: Kind? = nil, slot: Int? = nil, action: Action? = nil
    ) {
        self.expression = expression
        self.length = length
        self.kind = kind
        self.slot = slot
        self.action = action
    }
}
