import Session

struct ScreenRun {
    var plan: LaunchPlan
    var options: TraceOptions
    func run() throws -> Int32 { throw CommandFailure(69, "no screen; --batch") }
}
