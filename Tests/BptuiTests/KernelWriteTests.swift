import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// The kernel's stores into a watched variable, caught in the act by a perf watch, and why not where they are not.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct KernelWriteTests {
    private static let source = #"""
        #include <fcntl.h>
        #include <unistd.h>
        volatile char cell;
        __attribute__((noinline)) static void fill(int fd) {
            if (read(fd, (void *)&cell, 1) != 1) _exit(3); /* fill */
        }
        int main(void) {
            int fd = open("/dev/zero", O_RDONLY);
            for (int i = 0; i < 3; i++) {
                fill(fd);
                cell = i; /* store */
            }
            if (pread(fd, (void *)&cell, 1, 0) != 1) return 4; /* pread */
            return 0;
        }
        """#

    private static func program() throws -> CompiledProgram {
        try CompiledProgram(source, compiler: .gcc, flags: ["-g", "-O0"])
    }

    private static func line(_ mark: String) -> Int {
        1
            + (source.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
                $0.contains("/* \(mark) */")
            } ?? 0)
    }

    private static var isRoot: Bool { geteuid() == 0 }

    @Test(.enabled(if: isRoot, "what the kernel stores is shown to root"))
    func theCallAndItsLineAreTold() async throws {
        let program = try Self.program()
        let run = try await Run.bptui("--batch", "-w", "cell,perf", program.path)
        #expect(run.status == 0)
        let ofKernel = run.hits.filter { $0.by == "kernel" }
        #expect(ofKernel.count == 4 && run.hits.count == 7)
        let reads = ofKernel.prefix(3)
        #expect(reads.allSatisfy { $0.call == "read(3, cell, 1)" && $0.function == "fill" })
        #expect(reads.allSatisfy { $0.file == "program.c" && $0.line == Self.line("fill") })
        #expect(ofKernel.last?.call == "pread64(3, cell, 1, 0)" && ofKernel.last?.line == Self.line("pread"))
        #expect(ofKernel.last?.function == "main")
        #expect(ofKernel.allSatisfy { $0.kernelFunction?.isEmpty == false && ($0.kernelOffset ?? 0) > 0 })
        #expect(run.hits.filter { $0.by == nil }.allSatisfy { $0.line == Self.line("store") && $0.call == nil })
    }

    /// The twin of a ptrace watch takes a register of its own and sees what that does not.
    @Test(.enabled(if: isRoot, "what the kernel stores is shown to root"))
    func theTwinSeesTheKernelAlone() async throws {
        let program = try Self.program()
        let run = try await Run.bptui("--batch", "-w", "cell", "-w", "cell,kernel", program.path)
        #expect(run.status == 0 && run.end?.bySlot == [3, 4, 0, 0])
        for hit in run.hits { #expect((hit.by == "kernel") == (hit.hitSlots.first?.slot == 1)) }
    }

    @Test(.enabled(if: isRoot, "rights can be given up only where there are some"))
    func withoutTheRightTheSettingIsNamed() async throws {
        let program = try Self.program()
        chmod(program.folder, 0o755)
        func unprivileged(_ watch: String) async throws -> Run {
            try await Run.program(
                "/usr/bin/setpriv",
                [
                    "--reuid", "65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
                    BuiltProducts.path("bptui"), "--batch", "-w", watch, program.path,
                ])
        }
        let level = try String(contentsOfFile: "/proc/sys/kernel/perf_event_paranoid", encoding: .utf8)
        guard let level = Int(level.filter { $0 != "\n" }), level > 1 else { return }
        let both = try await unprivileged("cell,perf")
        #expect(both.status == 0 && both.hits.count == 3)
        #expect(both.error.contains("kernel.perf_event_paranoid = \(level)"))
        #expect(both.error.contains("sysctl kernel.perf_event_paranoid=1"))
        let twin = try await unprivileged("cell,kernel")
        #expect(twin.hits.isEmpty && twin.status == 77)
        #expect(twin.error.contains("CAP_PERFMON"))
    }
}
