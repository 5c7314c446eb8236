/// Why a compiled condition is not taken.
public enum ConditionProblem: Error, Hashable, Sendable, Codable {
    case empty
    case tooLong(Int)
    /// It would hold more values at once than `Condition.mostDepth`.
    case tooDeep
    case jumpsOut
    case badWidth
    /// At this instruction the stack does not hold what every way to it needs.
    case unbalanced(Int)

    public var message: String {
        switch self {
        case .empty: "the condition is empty"
        case .tooLong(let count):
            "the condition takes \(count) steps, and \(Condition.mostInstructions) is the most; make it shorter"
        case .tooDeep: "the condition is nested too deeply; take it apart"
        case .jumpsOut, .badWidth, .unbalanced: "the condition was compiled wrongly, which is a fault of bptui"
        }
    }
}
