import DebugRegisters
import HitRules
import ProgramModel
import Testing
import Tracing

@testable import Session

/// Which system call a way through the kernel is.
struct KernelCallTests {
    private func path(_ registers: [MachineRegister: UInt64] = [:]) -> KernelPath {
        var values = MachineRegisters()
        for (register, value) in registers { values[register] = value }
        return KernelPath(
            key: KernelPath.Key(slot: .dr0, pc: 0x7000, kernelPC: 0xffff_ffff_8100_0010), tid: 7, chain: [],
            registers: values, stack: [])
    }

    private func access(_ functions: [String?]) -> KernelAccess {
        var access = KernelAccess(pc: 0xffff_ffff_8100_0010)
        access.callers = functions.map { KernelPlace(address: 1, function: $0) }
        return access
    }

    @Test func theOutermostFunctionBelowTheEntryIsTheCall() throws {
        let registers: [MachineRegister: UInt64] = [.rdi: 3, .rsi: 0x4040, .rdx: 64, .r10: 5, .r8: 6, .r9: 7]
        let read = access(["_copy_to_iter", "vfs_read", "ksys_read", "do_syscall_64", "entry_SYSCALL_64_after_hwframe"])
        let call = try #require(KernelCall.call(path(registers), read))
        #expect(call.number == 0 && call.arguments == [3, 0x4040, 64, 5, 6, 7] && call.pc == 0x7000)
        #expect(SystemCallText.text(of: call, names: [0x4040: "counter"]) == "read(3, counter, 64)")
        #expect(
            KernelCall.number(ofCallers: ["x", "__x64_sys_pread64", "x64_sys_call", "do_syscall_64"])
                == SystemCallNames.number(of: "pread64"))
        #expect(KernelCall.number(ofCallers: ["do_readv", "do_syscall_64"]) == SystemCallNames.number(of: "readv"))
        #expect(KernelCall.number(ofCallers: ["__sys_recvfrom", "do_syscall_64"]) != nil)
    }

    /// A fault, a signal's frame and hidden names are no call, and none is made up.
    @Test(
        arguments: [
            [], ["do_user_addr_fault", "exc_page_fault", "asm_exc_page_fault"],
            ["setup_rt_frame", "exit_to_user_mode_loop", "do_syscall_64"], [nil, nil],
        ] as [[String?]])
    func whatIsNoCall(_ functions: [String?]) {
        #expect(KernelCall.call(path(), access(functions)) == nil)
    }

    @Test func whoDidIt() {
        var access = access([])
        #expect(access.words == "kernel")
        access.caller = CodePlace(function: "fill", file: "sys.c", line: 8)
        #expect(access.words == "kernel for fill")
        access.call = "read(3, counter, 8)"
        #expect(access.words == "read(3, counter, 8) in fill")
    }
}
