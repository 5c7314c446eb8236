/// How much the tracer keeps of the threads that hit.
public struct SamplePolicy: Hashable, Sendable, Codable {
    public enum Stacks: String, Hashable, Sendable, Codable, CaseIterable {
        /// Registers of each new (pc, slot) pair, no stack.
        case none
        /// Registers and stack of each new pair.
        case new
        /// Registers and stack of every hit.
        case all
    }
    public var stacks: Stacks
    /// Perf events sample registers and stack as well: of every hit, since they cannot tell new places from known ones.
    public var includesPerf = false
    public init(stacks: Stacks = .new) { self.stacks = stacks }

    /// Bytes of stack that a sample keeps at most.
    public static let stackByteCount = 16 << 10
}
