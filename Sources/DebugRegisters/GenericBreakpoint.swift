/// A breakpoint in the words of perf and of the kernel's generic layer: `bp_type` and `bp_len` of
/// `struct perf_event_attr` (include/uapi/linux/hw_breakpoint.h), and their translation to x86 and back
/// (arch/x86/kernel/hw_breakpoint.c, arch_build_bp_info and arch_bp_generic_fields).
public struct GenericBreakpoint: Hashable, Sendable, BitwiseCopyable {
    /// `bp_type`.
    public var type: AccessType
    /// `bp_len`, in bytes: HW_BREAKPOINT_LEN_1 is 1, and so on.
    public var length: UInt64

    /// The bits of `bp_type`.
    public struct AccessType: OptionSet, Hashable, Sendable, BitwiseCopyable {
        public let rawValue: UInt32
        @inlinable public init(rawValue: UInt32) { self.rawValue = rawValue }
        /// HW_BREAKPOINT_R. Never alone on x86.
        public static let read = AccessType(rawValue: 1)
        /// HW_BREAKPOINT_W.
        public static let write = AccessType(rawValue: 2)
        /// HW_BREAKPOINT_X. Never with another.
        public static let execute = AccessType(rawValue: 4)
        /// HW_BREAKPOINT_RW.
        public static let readWrite: AccessType = [.read, .write]
        /// HW_BREAKPOINT_EMPTY.
        public static let empty: AccessType = []
    }

    /// `bp_len` of an execute breakpoint: sizeof(long) and nothing else, though the processor covers one byte.
    public static let executeLength: UInt64 = 8

    @inlinable public init(type: AccessType, length: UInt64) {
        self.type = type
        self.length = length
    }

    /// What asks the kernel for a watch of this kind and length. An execute one has `bp_len` 8 whatever `length` says.
    public init(_ kind: WatchKind, length: WatchLength) {
        switch kind {
        case .execute: self.init(type: .execute, length: Self.executeLength)
        case .write: self.init(type: .write, length: UInt64(length.byteCount))
        case .readWrite: self.init(type: .readWrite, length: UInt64(length.byteCount))
        }
    }

    /// What x86 makes of it: R/Wn and LENn. An execute breakpoint has length one there.
    ///
    /// - Throws: the field that the kernel would refuse with EINVAL, `bp_type` before `bp_len` as it does.
    public func x86() throws(Refusal) -> (kind: WatchKind, length: WatchLength) {
        let kind: WatchKind
        switch type {
        case .execute:
            guard length == Self.executeLength else { throw .executeLength(length) }
            return (.execute, .one)
        case .write: kind = .write
        case .readWrite: kind = .readWrite
        case .empty: throw .emptyType
        case .read: throw .readAlone
        default: throw .type(type.rawValue)
        }
        guard let exact = Int(exactly: length).flatMap(WatchLength.init(byteCount:)) else { throw .length(length) }
        return (kind, exact)
    }

    /// Why x86 cannot have it.
    public enum Refusal: Error, Hashable, Sendable {
        /// HW_BREAKPOINT_EMPTY.
        case emptyType
        /// HW_BREAKPOINT_R alone.
        case readAlone
        /// Execute with something else, or bits that mean nothing.
        case type(UInt32)
        case length(UInt64)
        case executeLength(UInt64)

        /// The field of `struct perf_event_attr` at fault.
        public var field: String {
            switch self {
            case .emptyType, .readAlone, .type: "bp_type"
            case .length, .executeLength: "bp_len"
            }
        }
    }
}

extension GenericBreakpoint.Refusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .emptyType: "bp_type is HW_BREAKPOINT_EMPTY: ask for writes (2), reads and writes (3) or execution (4)"
        case .readAlone: "bp_type is HW_BREAKPOINT_R: x86 has no read-only condition; use reads and writes (3)"
        case .type(let type): "bp_type is \(type): x86 knows writes (2), reads and writes (3) and execution (4) alone"
        case .length(let length): "bp_len is \(length): x86 covers 1, 2, 4 or 8 bytes"
        case .executeLength(let length): "bp_len is \(length): an execute breakpoint needs sizeof(long), 8"
        }
    }
}
