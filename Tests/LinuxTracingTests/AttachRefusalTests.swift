import LinuxTracing
import Testing

struct AttachRefusalTests {
    private let other = AttachRefusal.Facts(
        pid: 7,
        target: ProcessStatus(parsing: "Name:\tserver\nTgid:\t7\nUid:\t1000\t1000\t1000\t1000\nVmSize:\t 9 kB\n"),
        user: 1000)

    @Test func theStatusFile() {
        let text = """
            Name:\tbad name\nState:\tZ (zombie)\nTgid:\t12\nPid:\t13\nPPid:\t3\nTracerPid:\t44
            Uid:\t0\t1000\t0\t0\nThreads:\t5\nSigBlk:\t0000000000000010\nSigIgn:\t0000000000001000
            SigCgt:\tffffffffffffffff\nCapEff:\t0000000000080000\nSeccomp:\t2
            """
        let status = ProcessStatus(parsing: text)
        #expect(status.name == "bad name" && status.state == "Z" && status.processID == 12 && status.parent == 3)
        #expect(status.tracer == 44 && status.user == 1000 && status.threadCount == 5 && !status.hasMemory)
        #expect(status.capabilities == AttachRefusal.ptraceCapability && status.isFiltered)
        #expect(status.blocked == 0x10 && status.ignored == 0x1000 && status.handled == .max)
        #expect(ProcessStatus(parsing: "") == ProcessStatus(parsing: "nonsense"))
    }

    @Test func whatYamaForbids() {
        var facts = other
        for (scope, words) in [
            (1, "Yama allows only a program's ancestors"), (2, "Yama allows only administrators"),
            (3, "Yama allows nobody"), (0, "container or sandbox"), (nil, "container or sandbox"),
        ] {
            facts.scope = scope
            #expect(AttachRefusal.forbidden(facts).contains(words))
        }
        // Root passes scope 1: something else is in the way.
        facts.user = 0
        facts.scope = 1
        #expect(AttachRefusal.forbidden(facts).contains("container or sandbox"))
    }

    /// In a container root may lack what makes it root.
    @Test func rootWithoutTheCapability() {
        var facts = other
        facts.user = 0
        facts.capabilities = ~AttachRefusal.ptraceCapability
        for scope in [nil, 0, 1] {
            facts.scope = scope
            let words = AttachRefusal.forbidden(facts)
            #expect(words.hasPrefix("EPERM: ") && words.contains("root has no CAP_SYS_PTRACE here"), "\(words)")
        }
        facts.target?.user = 0
        facts.scope = 1
        #expect(AttachRefusal.forbidden(facts).contains("Yama allows only a program's ancestors"))
        facts.scope = 2
        #expect(AttachRefusal.forbidden(facts).contains("Yama allows only administrators"))
        facts.scope = 0
        facts.capabilities = .max
        #expect(!AttachRefusal.forbidden(facts).contains("CAP_SYS_PTRACE here"))
        facts.isFiltered = true
        #expect(AttachRefusal.forbidden(facts).contains("a seccomp filter, as containers and sandboxes have it"))
    }

    /// Who holds the capability needs no user of its own.
    @Test func theCapabilityOfAnotherUser() {
        var facts = other
        facts.user = 1001
        facts.scope = 1
        facts.capabilities = AttachRefusal.ptraceCapability
        #expect(AttachRefusal.forbidden(facts).contains("container or sandbox"))
    }

    @Test func whoStartedUs() {
        var facts = other
        facts.ancestors = [1, 7]
        #expect(
            AttachRefusal.beforehand(facts)?.hasPrefix("bptui was started by it or by a child of it (server)") == true)
    }

    @Test func whoseItIs() {
        var facts = other
        facts.user = 1001
        #expect(
            AttachRefusal.forbidden(facts)
                == "EPERM: it belongs to user 1000, you are user 1001 — run bptui as its owner or root")
    }

    @Test func whatTracesUs() {
        var facts = other
        #expect(AttachRefusal.beforehand(facts) == nil)
        facts.ownTracers = [7]
        #expect(AttachRefusal.beforehand(facts)?.hasPrefix("it traces bptui") == true)
        facts.ownProcesses = [7]
        #expect(AttachRefusal.beforehand(facts)?.hasPrefix("that is bptui itself") == true)
    }

    /// The leader of a living process may have ended long ago.
    @Test func aZombieThatLeadsTheLiving() {
        var facts = other
        facts.target?.state = "Z"
        facts.target?.hasMemory = false
        facts.target?.threadCount = 3
        #expect(AttachRefusal.beforehand(facts) == nil)
        facts.target?.threadCount = 1
        #expect(AttachRefusal.beforehand(facts)?.contains("zombie") == true)
    }
}
