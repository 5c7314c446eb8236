package import Tracing

/// What the front says to the tracer process.
package enum FrontMessage: Hashable, Sendable, Codable {
    case command(CommandNumber, TracingCommand)
}

/// What the tracer process says to the front.
package enum TracerMessage: Hashable, Sendable, Codable {
    /// The first message: the tracer stands, and can do this.
    case ready(TracingCapabilities)
    case event(TracingEvent)
}
