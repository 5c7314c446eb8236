import ArgumentParser
import Recording

/// `bptui export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes a recording as text that other tools read.",
        discussion: """
            Examples: bptui export run.rec --format csv -o run.csv, bptui export run.rec --format text

            json is what --batch writes, text what --batch --follow does, csv has a line for each slot of a hit, perf-script is read by what reads \
            perf script (flame graphs, say), and trace by chrome://tracing and ui.perfetto.dev.
            """)

    @Argument(help: "A recording, as --log writes it.")
    var recording: String

    @Option(help: ArgumentHelp("What to write.", valueName: "json|csv|text|perf-script|trace"))
    var format: ExportFormat?

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where to; standard output where nothing is said.", valueName: "file"))
    var output: String?

    func run() throws {
        let reader = try RecordingWords.open(recording)
        let file = try output.map { path throws(CommandFailure) in try OutputFile(path: path) } ?? OutputFile()
        let format = format ?? output.flatMap { ExportFormat(fileName: $0) } ?? .json
        let remarks = try RecordingExport(reader: reader, format: format).write(to: file)
        for remark in remarks { StandardError.say(remark) }
    }
}
