import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// `--cpu` without a program: the kernel's own addresses, on whole processors.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct KernelWatchTests {
    /// A page of this process, and the kernel's own address of it.
    private final class Page {
        let memory: UnsafeMutableRawPointer
        /// nil where it cannot be known: no right to see page frames, or the kernel's map of memory lies elsewhere.
        let kernelAddress: UInt64?

        init() {
            memory = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0)
            mlock(memory, 4096)
            memory.storeBytes(of: 1, as: UInt64.self)
            var entry: UInt64 = 0
            let file = open("/proc/self/pagemap", O_RDONLY)
            defer { close(file) }
            pread(file, &entry, 8, off_t(UInt64(UInt(bitPattern: memory)) / 4096 * 8))
            let frame = entry & (1 << 55 - 1)
            // The direct map of four-level paging where it is not moved (Documentation/arch/x86/x86_64/mm.rst).
            kernelAddress = entry >> 63 == 1 && frame != 0 ? 0xffff_8880_0000_0000 + frame * 4096 : nil
        }

        deinit { munmap(memory, 4096) }

        /// The kernel stores through its own address, not through the program's.
        func store(_ value: UInt64) {
            let file = open("/proc/self/mem", O_RDWR)
            defer { close(file) }
            var value = value
            pwrite(file, &value, 8, off_t(UInt64(UInt(bitPattern: memory))))
        }
    }

    private static var isRoot: Bool { geteuid() == 0 }

    @Test(.enabled(if: isRoot, "the kernel's addresses are root's to watch"))
    func whoTouchesAnAddressIsTold() async throws {
        let page = Page()
        guard let address = page.kernelAddress else { return }
        let name = "0x" + String(address, radix: 16)
        let run = Task {
            try await Run.bptui(
                "--cpu", "all", "--batch", "--max-hits", "20", "-w", "\(name)/8:rw", "--stacks", "new", "--timeout",
                "60")
        }
        let stop = Task {
            while !Task.isCancelled {
                page.store(7)
                try? await Task.sleep(for: .milliseconds(1))
            }
        }
        let result = try await run.value
        stop.cancel()
        await stop.value
        #expect(result.end?.hits == 20 && result.end?.reason == "max-hits" && result.end?.missed == 0)
        guard result.status == 0 else { return }
        let watch = result.objects.first { $0.type == "watch" }
        #expect(watch?.address == name && watch?.length == 8 && watch?.kind == "read/write")
        #expect(result.hits.map(\.n) == (1...20).map { UInt64($0) })
        #expect(result.hits.allSatisfy { $0.by == "kernel" && $0.cpu != nil && $0.watch == 1 })
        // The frames lead to the write.
        #expect(result.hits.contains { $0.frames.contains("mem_write") || $0.frames.contains("mem_rw") })
        #expect(result.hits.contains { $0.tid != 0 && $0.comm?.isEmpty == false })
    }

    @Test(.enabled(if: isRoot, "the kernel's addresses are root's to watch"))
    func theTimeEndsIt() async throws {
        let page = Page()
        guard let address = page.kernelAddress else { return }
        let run = try await Run.bptui(
            "--cpu", "0", "--batch", "--timeout", "0.2", "-w", "0x" + String(address, radix: 16))
        #expect(run.status == 124 && run.end?.reason == "timeout" && run.end?.hits == 0)
    }

    @Test(
        arguments: [
            (["--cpu", "all", "-w", "no_such_symbol_anywhere"], 65, "the kernel has no symbol"),
            (["--cpu", "all", "-w", "0x401000"], 65, "add -p PID"),
            (["--cpu", "all", "-w", "0xffff888000000001/8"], 65, "not aligned"),
            (["--cpu", "all", "-w", "0xffff888000000000/3"], 65, "1, 2, 4 or 8"),
            (["--cpu", "all", "-w", "0xffff888000000000:r"], 65, "use :rw"),
            (["--cpu", "all", "-w", "0xffff888000000000,stop"], 65, "cannot be stopped"),
            (["--cpu", "all"], 64, "-w jiffies_64"),
            (["--cpu", "all", "--syscalls", "-w", "0xffff888000000000"], 64, "--syscalls"),
            (["--cpu", "99999", "-w", "0xffff888000000000"], 69, "no processor 99999"),
            (["--cpu", "some", "-w", "0xffff888000000000"], 64, "--cpu"),
        ] as [([String], Int32, String)])
    func whyNot(_ arguments: [String], _ status: Int32, _ words: String) async throws {
        guard Self.isRoot else { return }
        let run = try await Run.program(BuiltProducts.path("bptui"), ["--batch"] + arguments)
        #expect(run.status == status && run.output.isEmpty)
        #expect(run.error.contains(words), "\(run.error)")
    }

    @Test(.enabled(if: isRoot, "rights can be given up only where there are some"))
    func withoutTheRightItSaysSo() async throws {
        let run = try await Run.program(
            "/usr/bin/setpriv",
            [
                "--reuid", "65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
                BuiltProducts.path("bptui"), "--batch", "--cpu", "all", "-w", "jiffies_64",
            ])
        #expect(run.status == 77 && run.output.isEmpty && run.error.contains("CAP_SYS_ADMIN"))
    }
}
