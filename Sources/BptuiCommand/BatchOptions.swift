/// What only batch runs know.
struct BatchOptions {
    var maximumHits: UInt64?
    var timeoutSeconds: Double?
}
