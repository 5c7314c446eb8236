import Glibc

/// What a person at the keyboard feels while hits come in as fast as they can.
enum SmoothTable {
    private static let presses = 100

    static func print(_ all: Surroundings) throws {
        Swift.print("on a terminal of 200×60 that shows at once, under a flood of hits; every CPU\n")
        Swift.print(
            "| | frames a second | processor time a frame, ms | key → frame, ms: median, 99 %, worst |\n|---|---|---|---|"
        )
        for backend in ["ptrace", "perf"] { try freely { try measure(all, backend) } }
        try freely { try idle(all) }
    }

    private static func measure(_ all: Surroundings, _ backend: String) throws {
        let run = try ScreenRun(
            all.bptui, ["--no-config", "--backend", backend, "-w", "cell", all.target, "100000000"])
        try run.wait(for: ScreenRun.atMain)
        run.type("c")
        try run.wait(for: "k/s")
        let before = run.processorTime()
        let frames = run.frames(seconds: 3)
        let each = Double(run.processorTime() - before) / 1e6 / max(1, frames * 3)
        var times: [Double] = []
        for _ in 0..<presses {
            times.append(try run.answer(to: "?", with: "Keys and commands"))
            run.type("\u{1B}")
            _ = run.frames(seconds: 0.1)
        }
        times.sort()
        row(
            "hits by \(backend)", fixed(frames, 1), fixed(each, 2),
            [times[times.count / 2], times[times.count * 99 / 100], times[times.count - 1]]
                .map { fixed($0 / 1e6, 1) }.joined(separator: ", "))
    }

    /// The share of a processor that a screen takes on which nothing happens.
    private static func idle(_ all: Surroundings) throws {
        let run = try ScreenRun(all.bptui, ["--no-config", "-w", "cell", all.target, "1"])
        try run.wait(for: ScreenRun.atMain)
        // Toasts and flashes end.
        _ = run.frames(seconds: 10)
        let before = run.processorTime()
        let frames = run.frames(seconds: 10)
        let share = Double(run.processorTime() - before) / 10e9 * 100
        Swift.print(
            "\nstopped, nothing happens: \(fixed(share, 2)) % of a processor, \(fixed(frames, 1)) frames a second")
    }

    private static func row(_ cells: String...) { Swift.print("| " + cells.joined(separator: " | ") + " |") }
}
