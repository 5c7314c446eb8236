import ArgumentParser
import Glibc

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "The built-in target: a small program with a bug worth catching.")

    @OptionGroup var options: TraceOptions

    @Flag(help: "Shows the way to the culprit: three keys, played for you.")
    var tour = false

    @Argument(parsing: .captureForPassthrough, help: "Arguments of the demo program.")
    var arguments: [String] = []

    func run() throws {
        let arguments = try LeadingOption.checked(arguments, of: Self.self)
        if try options.printsConfiguration() { return }
        guard !tour || options.screen.script == nil && !options.batch else {
            throw CommandFailure(ExitStatus.usage, "--tour is a script on the screen: leave --script and --batch out")
        }
        let player = tour ? ScriptPlayer(try Script(name: "tour", text: DemoTour.script)) : nil
        try TraceRun(
            program: Self.path(), arguments: arguments, options: options, suggestedWatch: "ledger.balance",
            player: player
        ).run()
    }

    /// The demo is built beside bptui.
    static func path() throws(CommandFailure) -> String {
        let directory = ProgramFinder.ownDirectory()
        let path = directory + "/bptui-demo"
        guard access(path, X_OK) == 0 else {
            throw CommandFailure(
                ExitStatus.notFound,
                "the demo program is not at \(path); build it with: swift build -c release --product bptui-demo")
        }
        return path
    }
}
