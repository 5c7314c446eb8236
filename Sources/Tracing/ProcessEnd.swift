/// How a process ended.
public enum ProcessEnd: Hashable, Sendable, Codable {
    case code(Int32)
    case signal(Int32, coreDumped: Bool)
}
