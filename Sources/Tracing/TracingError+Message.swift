extension TracingError: CustomStringConvertible {
    public var description: String { "\(operation.rawValue) \(tid): \(reason)" }
}
