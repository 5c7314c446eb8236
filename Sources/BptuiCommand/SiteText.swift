import DebugRegisters
import HitRules
import ProgramModel
import Session
import Tracing
import WatchSlots

/// What the lines of all hits of a site have in common, as text: it is made once, and copied for every hit.
struct SiteText {
    /// From the pc to the line of the accessing instruction, or why that is not known.
    let place: [UInt8]
    /// The slot, its watch, and what the instruction does to it.
    let slot: [UInt8]
    /// nil when it is not known.
    let access: AccessKind?
    /// Whether the instruction is known.
    let isKnown: Bool

    /// - Parameter site: nil when nothing is known of it.
    init(of hit: Hit, _ site: Site?) {
        let finding = site?.finding
        access = finding?.access
        isKnown = finding?.instruction != nil || site?.kernel != nil
        place = site?.kernel.map { Self.place(hit.pc, $0) } ?? Self.place(hit.pc, finding)
        slot = Self.slot(hit, finding?.access)
    }

    private static func place(_ pc: UInt64, _ finding: SiteFinding?) -> [UInt8] {
        let text = ByteText(capacity: 512)
        text.append(",\"pc\":\"")
        text.append(hex: pc)
        text.append(byte: 34)
        if let instruction = finding?.instruction {
            text.append(",\"instruction_pc\":\"")
            text.append(hex: instruction.address)
            text.append("\",\"instruction\":")
            text.append(json: instruction.text)
        }
        if let place = finding?.place { text.append(place) }
        if let reason = unknown(finding) {
            text.append(",\"unknown\":")
            text.append(json: reason)
        }
        return text.array
    }

    /// The function, file and line are the program's, where it entered the kernel.
    private static func place(_ pc: UInt64, _ kernel: KernelAccess) -> [UInt8] {
        let text = ByteText(capacity: 512)
        text.append(",\"pc\":\"")
        text.append(hex: pc)
        text.append(byte: 34)
        if let address = kernel.pc {
            text.append(",\"kernel_pc\":\"")
            text.append(hex: address)
            text.append(byte: 34)
        }
        if let name = kernel.place?.name {
            text.append(",\"kernel_function\":")
            text.append(json: name)
            text.append(",\"kernel_offset\":")
            text.append(decimal: kernel.place?.offset ?? 0)
        }
        if let call = kernel.call {
            text.append(",\"call\":")
            text.append(json: call)
        }
        text.append(kernel.caller)
        return text.array
    }

    /// Why a part is missing; nil when none is, or when nobody knows why.
    static func unknown(_ finding: SiteFinding?) -> String? {
        guard let finding else { return "the instruction was not found out in time" }
        if finding.instruction != nil, finding.access != nil { return nil }
        return finding.problem ?? (finding.instruction == nil ? "the instruction is not known" : nil)
    }

    private static func slot(_ hit: Hit, _ access: AccessKind?) -> [UInt8] {
        let text = ByteText(capacity: 64)
        text.append("{\"slot\":")
        text.append(decimal: UInt64(hit.slot.rawValue))
        text.append(",\"watch\":")
        text.append(decimal: UInt64(hit.watch.rawValue))
        switch access {
        case .read?: text.append(",\"access\":\"read\"")
        case .write?: text.append(",\"access\":\"write\"")
        case .readWrite?: text.append(",\"access\":\"read/write\"")
        case .execute?: text.append(",\"access\":\"execute\"")
        case nil: break
        }
        return text.array
    }
}

extension ByteText {
    /// The members of a place that are known, each after a comma. The module is named where no function is.
    func append(_ place: CodePlace) {
        if let function = place.function {
            append(",\"function\":")
            append(json: function)
            if let offset = place.offset {
                append(",\"offset\":")
                append(decimal: offset)
            }
        } else if let module = place.module {
            append(",\"module\":")
            append(json: module)
        }
        if let file = place.file {
            append(",\"file\":")
            append(json: file)
            if let line = place.line {
                append(",\"line\":")
                append(decimal: UInt64(max(0, line)))
            }
        }
    }
}
