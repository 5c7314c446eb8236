/// Files that a program's standard streams come from or go to; nil where a stream is what it would be without.
///
/// Opened anew at every start, as a shell does for `<`, `>` and `2>`: outputs are created (0666) or emptied. One file for
/// both outputs keeps one offset, as `2>&1` does.
public struct StreamFiles: Hashable, Sendable, Codable {
    public var input: String?
    public var output: String?
    public var error: String?

    public init(input: String? = nil, output: String? = nil, error: String? = nil) {
        self.input = input
        self.output = output
        self.error = error
    }

    public var isEmpty: Bool { self == StreamFiles() }
}
