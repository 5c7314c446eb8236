public import WatchSlots

/// How a target is traced, whether it was launched or attached to.
public struct TracingOptions: Hashable, Sendable, Codable {
    public var overflow: HitLog.Overflow
    public var samples: SamplePolicy
    /// Children with a copy of the memory are armed and traced as well; else they are let go clean.
    public var followsForks: Bool
    /// A new program in the process is stopped before its first instruction (`stopped(.executed)`).
    public var stopsAtExec: Bool
    /// A stop stops every thread; else only the one that it belongs to (`--non-stop`).
    public var stopsAllThreads: Bool
    /// Both ends of every system call are looked at while data is watched, so that a value changed by the kernel is told
    /// with the call that did it. Each call then costs two stops of its thread.
    public var watchesSystemCalls: Bool
    /// A thread that hits often may be moved to the tracer's processor for as long as it does.
    public var sharesProcessor: Bool
    /// nil for the standard.
    private var chosenRotation: RotationPace?

    /// When flexible watches give their registers to the next.
    public var rotation: RotationPace {
        get { chosenRotation ?? .standard }
        set { chosenRotation = newValue }
    }
    /// Perf watches record hits on this processor only; nil for all.
    public var processor: Int32?

    public init(
        overflow: HitLog.Overflow = .wait, samples: SamplePolicy = SamplePolicy(), followsForks: Bool = false,
        stopsAtExec: Bool = false, stopsAllThreads: Bool = true, watchesSystemCalls: Bool = false,
        sharesProcessor: Bool = true, processor: Int32? = nil
    ) {
        self.overflow = overflow
        self.samples = samples
        self.followsForks = followsForks
        self.stopsAtExec = stopsAtExec
        self.stopsAllThreads = stopsAllThreads
        self.watchesSystemCalls = watchesSystemCalls
        self.sharesProcessor = sharesProcessor
        self.processor = processor
    }
}
