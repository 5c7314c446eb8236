import Tracing

/// A simulated process: its memory, and how it ended.
final class SimulatedProcess {
    let pid: Int32
    var memory: SimulatedMemory
    var end: ProcessEnd?

    init(pid: Int32, memory: SimulatedMemory) {
        self.pid = pid
        self.memory = memory
    }
}
