import ArgumentParser
import DebugRegisters
import Glibc
import LinuxTracing
import ProgramModel

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Proves on this machine that each slot fires; says why not.",
        discussion: "Example: bptui doctor")

    func run() throws {
        let proof = HardwareProof.run()
        for line in DoctorReport.lines(for: proof, on: Machine.current()) { print(line) }
        if !proof.isComplete { throw ExitCode(ExitStatus.unavailable) }
    }
}

/// What doctor knows of the machine besides what it proved.
struct Machine {
    var kernel: String
    var processor: String
    var perfParanoid: String?
    var ptraceScope: String?
    /// nil when it was not tried.
    var perf: PerfProof?
    /// nil when it was not looked at.
    var privilege: PerfPrivilege?
    /// What the kernel tells of its own names, in words; nil when it was not looked at.
    var kernelNames: String?

    static func current() -> Machine {
        var names = utsname()
        uname(&names)
        let release = withUnsafeBytes(of: names.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let model = read("/proc/cpuinfo")?.split(separator: "\n").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.drop { $0 == " " } }
        return Machine(
            kernel: release, processor: model.map(String.init) ?? "unknown processor",
            perfParanoid: read("/proc/sys/kernel/perf_event_paranoid"),
            ptraceScope: read("/proc/sys/kernel/yama/ptrace_scope"), perf: PerfProof.run(),
            privilege: PerfPrivilege.current(), kernelNames: words(for: KernelSymbols.ofRunningKernel()))
    }

    private static func words(for symbols: KernelSymbols) -> String {
        if symbols.isHidden { return "hidden (kernel.kptr_restrict, or no right to see them)" }
        if symbols.count == 0 { return "none (/proc/kallsyms is empty)" }
        return "\(symbols.count), \(symbols.namesVariables ? "functions and variables" : "functions only")"
    }

    private static func read(_ path: String) -> String? {
        guard let bytes = FileBytes.read(path), !bytes.isEmpty else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}

/// The report as lines. Pure.
enum DoctorReport {
    static func lines(for proof: HardwareProof, on machine: Machine) -> [String] {
        var lines = [
            "Linux \(machine.kernel) · \(machine.processor)",
            "All four slots were armed at once in a child; it wrote, read and called once on each.",
            "",
            "       write             read              call",
        ]
        for slot in SlotIndex.allCases {
            let cells = HardwareProof.Access.allCases.map { pad(word(proof.verdict($0, slot)), to: 18) }
            lines.append("  \(slot)  " + trimEnd(cells.joined()))
        }
        lines.append("")
        if let problem = proof.problem {
            lines.append("NOT PROVEN: \(problem)")
        } else {
            lines.append("Proven: every slot fires for writes, reads and calls, and DR6 names it.")
        }
        if let perf = machine.perf { lines.append(words(perf)) }
        if let privilege = machine.privilege {
            let problem = privilege.problem(.kernelAddress, wasRefused: false)
            lines.append("kernel addresses: " + (problem ?? "--cpu all -w NAME watches them."))
        }
        if let names = machine.kernelNames { lines.append("kernel names: \(names)") }
        if let scope = machine.ptraceScope, scope != "0" {
            lines.append("kernel.yama.ptrace_scope = \(scope): launching works, attaching to others may not.")
        }
        if let paranoid = machine.perfParanoid { lines.append("kernel.perf_event_paranoid = \(paranoid)") }
        return lines
    }

    private static func words(_ perf: PerfProof) -> String {
        if let problem = perf.problem { return "perf: NOT PROVEN: \(problem)" }
        return "perf: proven, a store left its record; "
            + (perf.seesKernel
                ? "what the kernel stores is seen as well."
                : "what the kernel stores is not seen (kernel.perf_event_paranoid at most 1, or CAP_PERFMON, shows it).")
    }

    private static func word(_ verdict: HardwareProof.Verdict) -> String {
        switch verdict {
        case .untried: "not tried"
        case .proven(let status): "ok  DR6 \(hex(status))"
        case .silent: "NEVER FIRED"
        case .wrongStatus(let status): "WRONG \(hex(status))"
        case .refused: "REFUSED"
        }
    }

    private static func hex(_ status: StatusRegister) -> String {
        String(status.rawValue, radix: 16)
    }

    private static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func trimEnd(_ text: String) -> String {
        var text = text[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
