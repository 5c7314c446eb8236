public import DebugRegisters
public import HitRules

/// Why a watch cannot be: each case names the field at fault and carries what the message needs.
public enum WatchError: Error, Hashable, Sendable, Codable {
    case emptyRange
    /// A length that was given and is none of 1, 2, 4, 8.
    case badLength(UInt64)
    case executeLength(UInt64)
    case misaligned(LinearAddress, UInt64)
    case notUserAddress(LinearAddress)
    /// More pieces than slots exist.
    case tooLong(byteCount: UInt64, pieces: Int)
    case noFreeSlot(needed: Int, free: SlotSet, pieces: [WatchPiece])
    case slotTaken(SlotIndex, by: SlotHolder)
    case unknownWatch(WatchID)
    /// The frame that a local's watch belongs to has been left.
    case frameOver
    case badCondition(ConditionProblem)
    /// Its mechanism cannot do it; the words say why and what can.
    case mechanism(WatchMechanism, String)
    /// The kernel has refused it to this mechanism: for want of a right, or of a register or the like. The words say which,
    /// and the way out.
    case refused(WatchMechanism, isPermission: Bool, String)
    /// Watches that give their registers up for others are either all ptrace's or all perf's.
    case claimMixesMechanisms(RegisterClaim)
    /// The only thread that a watch is for is none of the program's.
    case noSuchThread(Int32)
}

extension WatchError {
    /// The field of the request that is at fault, by its name.
    public var field: String {
        switch self {
        case .emptyRange, .badLength, .executeLength, .tooLong: "length"
        case .misaligned, .notUserAddress: "address"
        case .noFreeSlot, .slotTaken: "slot"
        case .unknownWatch: "watch"
        case .frameOver: "frame"
        case .badCondition: "condition"
        case .mechanism, .refused: "backend"
        case .noSuchThread: "thread"
        case .claimMixesMechanisms: "claim"
        }
    }
}
