import ArgumentParser
import Screen
import ViewModel

/// `bptui replay`.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Shows a recording on the same screen, without a process.",
        discussion: """
            Example: bptui replay run.rec, where run.rec is what bptui --log run.rec wrote.

            , and . go back and on by a hit, < and > by a hundredth of the time, { and } to the start and the end; \
            Space plays at the pace of then.
            """)

    @Argument(help: "A recording, as --log writes it.")
    var recording: String

    @OptionGroup var screen: ScreenOptions

    func run() throws {
        if try screen.printsConfiguration() { return }
        let reader = try RecordingWords.open(recording)
        let status = try ReplayRun(reader: reader, options: screen).run()
        if status != ExitStatus.success { throw ExitCode(status) }
    }
}
