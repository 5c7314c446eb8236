/// What only batch runs know.
struct BatchOptions {
    var maximumHits: UInt64?
    var timeoutSeconds: Double?
    /// Lines for people instead of JSON Lines.
    var follows = false
    /// Those lines tell the stacks.
    var showsStacks = false
    /// A table on standard error at the end.
    var summary: SummaryChoice?
    /// CLOCK_MONOTONIC, in nanoseconds, before the tracer was there: no time of an event is longer than what `end` says.
    var startTime: UInt64
}
