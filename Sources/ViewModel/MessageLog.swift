package import Session

/// Every notice of this run of bptui, the oldest first.
package struct MessageLog: Hashable, Sendable {
    package struct Message: Hashable, Sendable {
        /// Nanoseconds since bptui's start.
        package var time: UInt64
        package var notice: Notice
        /// How often it came in a row.
        package var count: Int
    }

    package static let limit = 1000

    package private(set) var messages: [Message] = []
    /// The first tick, on the clock of `AppEvent.tick`; nil before.
    private var start: UInt64?

    package init() {}

    mutating func begin(_ now: UInt64) { if start == nil { start = now } }

    mutating func add(_ notice: Notice, at now: UInt64) {
        let time = now - min(now, start ?? now)
        if let last = messages.last, last.notice == notice {
            messages[messages.count - 1].count += 1
            messages[messages.count - 1].time = time
            return
        }
        messages.append(Message(time: time, notice: notice, count: 1))
        if messages.count > Self.limit { messages.removeFirst(messages.count - Self.limit) }
    }
}
