import DebugRegisters
import HitRules
import ProgramModel
import Tracing

/// What the kernel stores while a perf watch looks on.
extension LiveSession {
    /// A way into the kernel that hits will come from.
    func take(_ path: KernelPath) { kernelPaths[path.key] = path }

    /// Asks how the kernel came to a new site: first its own names, then who called.
    func askForKernel(of site: Site) {
        guard let access = site.kernel else { return }
        let key = KernelPath.Key(slot: site.slot, pc: site.query.pc, kernelPC: access.pc)
        let addresses = [access.pc ?? 0] + (kernelPaths[key]?.chain ?? [])
        let number = takeNumber()
        questions[number] = .kernel(site.id)
        openChanges += 1
        symbols.submit(.kernelNames(number: number, addresses.filter { $0 != 0 }))
    }

    func takeKernelNames(_ number: UInt64, _ places: [UInt64: KernelPlace]) {
        guard case .kernel(let id)? = questions.removeValue(forKey: number) else { return }
        guard var site = sites[id], var access = site.kernel else { return endKernelQuestion() }
        access.place = access.pc.flatMap { places[$0] }
        let path = kernelPaths[KernelPath.Key(slot: site.slot, pc: site.query.pc, kernelPC: access.pc)]
        access.callers = path?.chain.dropFirst().compactMap { places[$0] }.filter { $0.function != nil } ?? []
        site.kernel = access
        sites[id] = site
        guard let path else { return finishKernel(id, CallStack()) }
        if let call = KernelCall.call(path, access) {
            let pointers = SystemCallText.pointers(of: call)
            // Answers come in the order of the questions: the names are here before the stack is.
            if !pointers.isEmpty { symbols.submit(.names(pointers)) }
        }
        // Without a stack the innermost frame is all there is; the memory of the running thread says nothing of then.
        let stack = path.stack.isEmpty ? [UInt8](repeating: 0, count: 8) : path.stack
        let next = takeNumber()
        questions[next] = .kernelCaller(id)
        symbols.submit(
            .stack(number: next, StackEvidence(registers: path.registers, stack: stack, isExact: false)))
    }

    func finishKernel(_ id: SiteID, _ stack: CallStack) {
        defer { endKernelQuestion() }
        guard var site = sites[id], var access = site.kernel else { return }
        let path = kernelPaths[KernelPath.Key(slot: site.slot, pc: site.query.pc, kernelPC: access.pc)]
        access.caller = caller(in: stack)
        if let path, let call = KernelCall.call(path, access) {
            access.call = SystemCallText.text(of: call, names: argumentNames)
        }
        site.kernel = access
        let place = access.caller
        site.finding = SiteFinding(
            place: CodePlace(function: access.words, file: place.file, line: place.line, module: place.module))
        sites[id] = site
        events.append(.sites([site]))
    }

    private func endKernelQuestion() {
        openChanges -= 1
        if openChanges == 0 { argumentNames = [:] }
    }

    /// What watches do not see from now on, said once.
    func tellBlindness(_ blindness: KernelBlindness?) {
        guard let blindness, blindness != toldBlindness else { return }
        toldBlindness = blindness
        say(.warning, blindness.words)
    }
}

/// The system call that a way into the kernel is. Pure.
enum KernelCall {
    /// nil for a fault, a signal's frame, an interrupt, and where the kernel's names are hidden.
    static func call(_ path: KernelPath, _ access: KernelAccess) -> SystemCall? {
        guard let number = number(ofCallers: access.callers.compactMap(\.function)) else { return nil }
        let registers: [MachineRegister] = [.rdi, .rsi, .rdx, .r10, .r8, .r9]
        return SystemCall(
            tid: path.tid, number: number, arguments: registers.map { path.registers[$0] }, result: 0, pc: path.key.pc)
    }

    /// The call that these functions carry out, the innermost first: the outermost of them below the common entry.
    static func number(ofCallers functions: [String]) -> UInt64? {
        guard let entry = functions.lastIndex(where: { $0 == "do_syscall_64" }) else { return nil }
        // `x64_sys_call` chooses; a wrapper that ends in a jump is not among them, and what it jumped to stands for it.
        let callee = functions[..<entry].last { $0 != "x64_sys_call" }
        return callee.flatMap { number(ofEntry: $0) }
    }

    /// The call that a function of the kernel's is the entry of: `__x64_sys_read` (arch/x86/include/asm/syscall_wrapper.h),
    /// or `ksys_read`, what that jumps to.
    static func number(ofEntry function: String) -> UInt64? {
        for prefix in ["__x64_sys_", "__se_sys_", "__do_sys_", "ksys_", "do_sys_", "__sys_", "do_"]
        where function.hasPrefix(prefix) {
            let name = function.dropFirst(prefix.count).prefix { $0 != "." }
            return SystemCallNames.number(of: renamed[String(name)] ?? String(name))
        }
        return nil
    }

    /// Entries that are not named as the call is.
    private static let renamed = [
        "newstat": "stat", "newlstat": "lstat", "newfstat": "fstat", "newuname": "uname", "sendfile64": "sendfile",
    ]
}
