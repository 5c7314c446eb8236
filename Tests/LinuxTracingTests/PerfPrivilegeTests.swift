import DebugRegisters
import Testing

@testable import LinuxTracing

/// What is missing, in words, for every state of the settings.
struct PerfPrivilegeTests {
    @Test func nothingSpeaksAgainstWhatIsAllowed() {
        for level in -1...4 {
            let privileged = PerfPrivilege(paranoid: level, hasPerformanceCapability: true, hasAdministration: true)
            #expect(privileged.problem(.kernelAccesses, wasRefused: false) == nil)
            #expect(privileged.problem(.kernelAddress, wasRefused: false) == nil)
            #expect((PerfPrivilege(paranoid: level).problem(.kernelAccesses, wasRefused: false) == nil) == (level <= 1))
            // The level alone is never enough for an address of the kernel's.
            #expect(PerfPrivilege(paranoid: level).problem(.kernelAddress, wasRefused: false) != nil)
        }
    }

    @Test func theSettingIsNamed() {
        #expect(
            PerfPrivilege(paranoid: 2).problem(.kernelAccesses, wasRefused: true)
                == "what the kernel stores is not seen: kernel.perf_event_paranoid = 2 and no CAP_PERFMON — sysctl"
                + " kernel.perf_event_paranoid=1, or setcap cap_perfmon+ep on bptui")
        #expect(PerfPrivilege(paranoid: 2).shortProblem == "perf_event_paranoid 2")
        let measuring = PerfPrivilege(paranoid: 2, hasPerformanceCapability: true)
        #expect(
            measuring.problem(.kernelAddress, wasRefused: true)
                == "an address of the kernel's cannot be watched: it takes CAP_SYS_ADMIN, which this process has not — run"
                + " bptui as root")
    }

    /// The settings allow it, and the kernel does not.
    @Test func whoElseMayForbidIt() throws {
        func words(isFiltered: Bool = false, isLockedDown: Bool = false) throws -> String {
            try #require(
                PerfPrivilege(
                    paranoid: 1, hasPerformanceCapability: true, hasAdministration: true, isFiltered: isFiltered,
                    isLockedDown: isLockedDown
                ).problem(.kernelAccesses, wasRefused: true))
        }
        #expect(try words(isLockedDown: true).contains("lockdown=integrity"))
        #expect(try words(isFiltered: true).contains("seccomp"))
        #expect(try words().contains("security module"))
    }

    @Test func withoutPerfEventsThereIsNothing() {
        let none = PerfPrivilege(paranoid: nil, hasPerformanceCapability: true, hasAdministration: true)
        #expect(none.problem(.kernelAccesses, wasRefused: false)?.contains("no perf events") == true)
        #expect(none.shortProblem == "no perf")
    }

    @Test func theRefusalsOfAnAddressAreTold() {
        let watch = SystemEvents.Watch(address: 0xffff_ffff_8100_0000, length: .one, kind: .execute)
        #expect(SystemEvents.refusal(22, watch, on: 0).words.contains("kprobes"))
        #expect(SystemEvents.refusal(28, watch, on: 3).words.contains("processor 3"))
        #expect(!SystemEvents.refusal(28, watch, on: 3).isPermission)
        #expect(SystemEvents.refusal(13, watch, on: 0).isPermission)
    }
}
