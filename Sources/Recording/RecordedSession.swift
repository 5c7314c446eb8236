package import Session

/// A recording as a front drives it: it tells what was told then, as fast as it is asked, and does nothing else.
package final class RecordedSession: FrontSession {
    package private(set) var cursor: RecordingCursor
    package private(set) var state = TargetState.absent
    package private(set) var isAtEnd = false

    /// Hits, and events, of one answer.
    private static let mostHits = 1 << 14
    private static let mostItems = 1 << 10

    package init(_ reader: RecordingReader) { cursor = reader.start }

    package func pump() -> [SessionEvent] {
        var events: [SessionEvent] = []
        var hitCount = 0
        while events.count < Self.mostItems, hitCount < Self.mostHits {
            guard let item = cursor.next() else {
                isAtEnd = true
                break
            }
            switch item {
            case .hits(let hits):
                hitCount += hits.count
                events.append(.hits(hits))
            case .event(let event):
                if case .target(let target) = event { state = target }
                events.append(event)
            case .output: break
            }
        }
        return events
    }

    package func start() {}
    package func perform(_ command: SessionCommand) {}
    package func close() {}
    package func closeTracer() {}
    package func closeSymbols() {}
    package var backendDescriptor: Int32 { -1 }
    package var symbolDescriptor: Int32 { -1 }
}
