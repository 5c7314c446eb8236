import CHardwareProof
import DebugRegisters
import Glibc
import Tracing

/// What this machine was shown to do, in a child made for it.
struct HardwareProof {
    enum Access: Int, CaseIterable {
        case write, read, call
    }

    enum Verdict: Equatable {
        case untried
        case proven(StatusRegister)
        /// Accepted by the kernel, and nothing fired.
        case silent
        /// A trap came, but DR6 did not name this slot alone.
        case wrongStatus(StatusRegister)
        case refused
    }

    private(set) var verdicts: [[Verdict]]
    /// The step that failed and its errno.
    private(set) var failure: (step: String, code: Int32)?

    static func run() -> HardwareProof {
        var result = chp_result()
        chp_prove(&result)
        return HardwareProof(result)
    }

    private init(_ result: chp_result) {
        let raw = withUnsafeBytes(of: result.verdict) { Array($0.bindMemory(to: Int32.self)) }
        let status = withUnsafeBytes(of: result.status) { Array($0.bindMemory(to: UInt.self)) }
        verdicts = Access.allCases.map { access in
            SlotIndex.allCases.map { slot in
                let at = access.rawValue * 4 + slot.number
                let register = StatusRegister(rawValue: UInt32(truncatingIfNeeded: status[at]))
                return switch UInt32(raw[at]) {
                case CHP_PROVEN.rawValue: .proven(register)
                case CHP_SILENT.rawValue: .silent
                case CHP_WRONG_STATUS.rawValue: .wrongStatus(register)
                case CHP_REFUSED.rawValue: .refused
                default: .untried
                }
            }
        }
        if let step = result.failed_step { failure = (String(cString: step), result.failed_errno) }
    }

    func verdict(_ access: Access, _ slot: SlotIndex) -> Verdict { verdicts[access.rawValue][slot.number] }

    var isComplete: Bool {
        verdicts.allSatisfy { $0.allSatisfy { if case .proven = $0 { true } else { false } } }
    }

    /// No hit can be expected here. Registers that others hold at the moment are no such case: arming says so, slot by slot.
    var rulesOutHits: Bool { !isComplete && failure?.code != ENOSPC }

    /// Why not everything was proven, as one sentence with the way out; nil when it was.
    var problem: String? {
        if let failure {
            let reason = failure.code == 0 ? "" : ": " + TracingError.name(ofErrno: failure.code)
            let hint =
                switch failure.code {
                case ENOSPC: "; other breakpoints hold the registers: end other debuggers and perf mem: events"
                case EPERM, EACCES:
                    "; this container or policy forbids ptrace: allow CAP_SYS_PTRACE or seccomp's ptrace"
                case EINVAL, EIO: "; this kernel or sandbox has no debug registers for ptrace"
                default: ""
                }
            return "\(failure.step) failed\(reason)\(hint)"
        }
        if isComplete { return nil }
        let all = verdicts.joined()
        if all.allSatisfy({ $0 == .silent }) {
            return
                "the kernel accepts the debug registers but nothing fires: this virtual machine or sandbox delivers no "
                + "debug exceptions; run on bare metal or another hypervisor"
        }
        return "some slots did not fire or named another slot; bptui doctor shows which"
    }
}
