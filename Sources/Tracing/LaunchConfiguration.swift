/// A program to start and its surroundings.
public struct LaunchConfiguration: Hashable, Sendable, Codable {
    /// The file to execute, already found; no search through PATH happens here.
    public var path: String
    /// argv, its first element included.
    public var arguments: [String]
    /// The whole environment as NAME=VALUE.
    public var environment: [String]
    /// The directory to start in; nil keeps the tracer's.
    public var directory: String?
    public var terminal: Terminal
    /// Off by default, as in gdb: personality(ADDR_NO_RANDOMIZE).
    public var randomizesAddresses: Bool
    public var options: TracingOptions

    public enum Terminal: Hashable, Sendable, Codable {
        /// The tracer's own standard input, output and error.
        case inherited
        /// A pty or a real terminal by its path, made the controlling terminal when it can be; files take the place of
        /// single streams.
        case path(String, except: StreamFiles = StreamFiles())
        /// Files for each stream; nil keeps the tracer's own.
        case files(input: String?, output: String?, error: String?)
    }

    public init(
        path: String, arguments: [String], environment: [String], directory: String? = nil,
        terminal: Terminal = .inherited, randomizesAddresses: Bool = false,
        options: TracingOptions = TracingOptions()
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.terminal = terminal
        self.randomizesAddresses = randomizesAddresses
        self.options = options
    }
}
