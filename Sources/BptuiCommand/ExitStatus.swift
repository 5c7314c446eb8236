/// How bptui ends, for scripts.
enum ExitStatus {
    static let success: Int32 = 0
    /// The command line makes no sense.
    static let usage: Int32 = 64
    /// An expression, a length or an address of a watch is wrong.
    static let badExpression: Int32 = 65
    /// The hardware or the kernel refused.
    static let unavailable: Int32 = 69
    /// A fault of ours.
    static let internalFault: Int32 = 70
    static let cannotWriteOutput: Int32 = 73
    static let noPermission: Int32 = 77
    static let timedOut: Int32 = 124
    /// Not executable, or not a program for this machine.
    static let notExecutable: Int32 = 126
    static let notFound: Int32 = 127
    static func signal(_ number: Int32) -> Int32 { 128 + number }
}

/// Ends bptui with an explanation.
struct CommandFailure: Error {
    var status: Int32
    /// One line: what failed, why, and the way out.
    var message: String
    /// The text that is wrong, and under it a mark where; nil when there is nothing to point at.
    var excerpt: String?
    init(_ status: Int32, _ message: String, excerpt: String? = nil) {
        self.status = status
        self.message = message
        self.excerpt = excerpt
    }
}
