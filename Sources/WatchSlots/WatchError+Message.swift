import DebugRegisters
import HitRules

extension WatchError: CustomStringConvertible {
    /// One line for people: what was asked, why it cannot be, and the way out.
    public var description: String { message }

    /// One line for people: what was asked, why it cannot be, and the way out.
    public var message: String {
        switch self {
        case .emptyRange:
            "length 0 watches nothing — give 1, 2, 4 or 8 bytes, or a longer range"
        case .badLength(let count):
            "length \(count) is not what one slot covers — use 1, 2, 4 or 8 bytes"
        case .executeLength(let count):
            "length \(count) does not go with kind x: execution is watched at one address — leave the length out"
        case .misaligned(let address, let count):
            "address \(address) is not aligned to \(count) bytes, as a slot of that length must be — "
                + "use \(Self.alignedBelow(address, count)), a shorter length, or leave the length out"
        case .notUserAddress(let address):
            "address \(address) is not in the program's memory, which ends at \(WatchPiece.userEnd) — "
                + "the kernel's memory cannot be watched"
        case .tooLong(let count, let pieces):
            "length \(count) would need \(pieces) slots, and the processor has 4 — "
                + "watch at most 32 bytes that start at a multiple of 8"
        case .noFreeSlot(let needed, let free, let pieces):
            Self.noRoom(needed: needed, free: free, pieces: pieces)
        case .slotTaken(let slot, .watch(let id)):
            "slot \(slot) is taken by watch \(id.rawValue) — remove that one, or choose no slot to take the first free"
        case .slotTaken(let slot, .other(let holder)):
            "slot \(slot) is taken by \(holder) — choose no slot to take the first free"
        case .unknownWatch(let id):
            "watch \(id.rawValue) does not exist — it may have been removed"
        case .frameOver:
            "frame of the local is over, and other frames use its place on the stack — "
                + "stop in the function again and watch the local anew"
        case .badCondition(let problem): problem.message
        case .mechanism(_, let words), .refused(_, _, let words): words
        case .claimMixesMechanisms(let claim):
            "\(claim) does not go with watches of the other mechanism that give up their registers: what ptrace has used "
                + "is not given back to perf — let all of them be perf's or all ptrace's, or watch it pinned"
        case .noSuchThread(let tid):
            "thread \(tid) is none of the program's — M or :threads lists those that it has, \":thread all\" watches them all"
        }
    }

    /// How a range is cut, `4+8+8+4`.
    public static func cut(of pieces: [WatchPiece]) -> String {
        pieces.map { String($0.length.byteCount) }.joined(separator: "+")
    }

    private static func noRoom(needed: Int, free: SlotSet, pieces: [WatchPiece]) -> String {
        let bytes = pieces.reduce(0) { $0 + $1.length.byteCount }
        let start = pieces.first.map { " at \($0.address)" } ?? ""
        let what = "\(count(bytes, "byte"))\(start) \(bytes == 1 ? "needs" : "need") \(count(needed, "slot"))"
        let how = needed > 1 ? " (\(cut(of: pieces)))" : ""
        guard !free.isEmpty else {
            return
                "\(what)\(how), and all four are taken — remove a watch, or make one ,flexible so that it takes turns; "
                + "a disabled one keeps its slot too"
        }
        let fitting = pieces.prefix(free.count).reduce(0) { $0 + $1.length.byteCount }
        return "\(what)\(how); free: \(free.map(\.description).joined(separator: ", ")) — "
            + "remove a watch, make one ,flexible so that it takes turns, or watch only the first \(count(fitting, "byte"))"
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
    }

    private static func alignedBelow(_ address: LinearAddress, _ count: UInt64) -> LinearAddress {
        count == 0 ? address : LinearAddress(address.rawValue - address.rawValue % count)
    }
}
