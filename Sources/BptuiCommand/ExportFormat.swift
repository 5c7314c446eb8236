import ArgumentParser

/// What a recording can be written as.
enum ExportFormat: String, ExpressibleByArgument, CaseIterable {
    /// JSON Lines, as batch output has them.
    case json
    /// Comma-separated values (RFC 4180), a line for each slot of a hit.
    case csv
    /// The readable lines of `--batch --follow`.
    case text
    /// The text of `perf script`.
    case perfScript = "perf-script"
    /// The trace event format that chrome://tracing and Perfetto read.
    case trace

    /// By the end of a file's name; nil when that says nothing.
    init?(fileName: String) {
        let ending = fileName.split(separator: ".").last.map(String.init) ?? ""
        switch ending.lowercased() {
        case "json", "jsonl", "ndjson": self = .json
        case "csv": self = .csv
        case "perf", "txt": self = .perfScript
        case "trace": self = .trace
        default: return nil
        }
    }
}
