import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing

extension SessionEvent {
    /// Whether what others index by is there: a file may hold anything.
    var isSound: Bool {
        switch self {
        // These stand in blocks of their own.
        case .hits: false
        case .suppressed(let counts): counts.count == SlotIndex.allCases.count
        case .sites(let sites): sites.allSatisfy(\.isSound)
        case .siteDetail(let id, _), .siteStack(let id, _): id.rawValue < RecordingFormat.mostSites
        case .registers(_, let registers): registers.isSound
        case .watches(let board): board.watches.allSatisfy { $0.type?.isSound ?? true }
        default: true
        }
    }
}

extension Site {
    fileprivate var isSound: Bool {
        id.rawValue < RecordingFormat.mostSites && query.registers?.isSound ?? true && sample?.registers.isSound ?? true
    }
}

extension MachineRegisters {
    fileprivate var isSound: Bool { values.count == MachineRegister.allCases.count }
}

extension ValueType {
    /// Sizes and offsets that a value of at most eight bytes a slot can be read with.
    fileprivate var isSound: Bool {
        let isSized = byteCount >= 0
        switch self {
        case .array(let element, let count): return isSized && count >= 0 && element.isSound
        case .structure(_, let size, let members):
            return size >= 0
                && members.allSatisfy { member in
                    (0...1 << 48).contains(member.byteOffset) && member.type.isSound
                        && member.discriminant.map {
                            (0...1 << 48).contains($0.byteOffset) && (0...8).contains($0.byteCount)
                        } ?? true
                }
        case .bitField(let type, let size, let offset, let count):
            return (0...64).contains(size) && (0...64).contains(offset) && (0...64).contains(count) && type.isSound
        case .integer(_, let size, _), .boolean(_, let size), .character(_, let size, _), .floatingPoint(_, let size),
            .enumeration(_, let size, _, _), .pointer(_, let size), .opaque(_, let size):
            return (0...1 << 48).contains(size)
        case .function: return true
        }
    }
}
