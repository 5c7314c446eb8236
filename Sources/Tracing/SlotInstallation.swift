public import DebugRegisters

/// How far the intent is installed: the proof is what the kernel accepted for each thread.
public struct SlotInstallation: Hashable, Sendable, Codable {
    public var threadCount: Int
    /// By slot number 0…3: the threads that are to have it, which are fewer than all for the watch of one thread, or of a
    /// local while other processes are traced as well.
    public var wantedThreads: [Int]
    /// By slot number 0…3: the threads in which the slot is installed as intended.
    public var armedThreads: [Int]
    /// By slot number 0…3: why it could not be installed somewhere; nil when nothing failed.
    public var failures: [TracingError?]
    /// DR7 as installed in the thread last changed, as ptrace presents it.
    public var control: ControlRegister
    /// Perf watches see the program's own accesses only, for this reason; nil where they see the kernel's as well, and where
    /// there are none.
    public var blindness: KernelBlindness?

    /// - Parameter wantedThreads: nil for all, in every slot.
    public init(
        threadCount: Int, wantedThreads: [Int]? = nil, armedThreads: [Int], failures: [TracingError?],
        control: ControlRegister, blindness: KernelBlindness? = nil
    ) {
        self.wantedThreads = wantedThreads ?? Array(repeating: threadCount, count: 4)
        self.threadCount = threadCount
        self.armedThreads = armedThreads
        self.failures = failures
        self.control = control
        self.blindness = blindness
    }
}
