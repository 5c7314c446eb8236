public import WatchSlots

/// What a tracer could not do: the operation, the thread, and the errno or the reason.
public struct TracingError: Error, Hashable, Sendable, Codable {
    public var operation: Operation
    /// The thread or process it was for; 0 when there was none.
    public var tid: Int32
    public var reason: Reason

    public enum Operation: String, Hashable, Sendable, Codable {
        case fork, execute, seize, setOptions, resume, interrupt, singleStep
        case readRegisters, writeRegisters, readDebugRegister, writeDebugRegister
        case readMemory, writeMemory, readSignal, wait, kill, detach
        case openTerminal, openInput, openOutput, openErrorOutput, mapLog, spawnTracer, talkToTracer
        case addWatch, modifyWatch, setEnabled, removeWatch
        case launch, pause, step, runTo, attach
    }

    public enum Reason: Hashable, Sendable, Codable {
        case errno(Int32)
        case watch(WatchError)
        /// The command does not fit the state: words such as "the program is running".
        case state(String)
    }

    public init(_ operation: Operation, tid: Int32 = 0, _ reason: Reason) {
        self.operation = operation
        self.tid = tid
        self.reason = reason
    }
}
