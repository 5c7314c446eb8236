import ArgumentParser

/// Where hits are kept, and how many.
struct RecordingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Records the session; bptui replay and bptui export read it.", valueName: "file"))
    var log: String?

    @Option(
        name: .customLong("log-limit"),
        help: ArgumentHelp("Keeps the newest n hits alone, to a few thousand.", valueName: "n"))
    var limit: Int?

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--log-limit takes a number of hits from 1, not \(limit)") }
        if log == "" { throw ValidationError("--log takes the name of a file") }
    }
}
