package import ProgramModel

/// A command of the `:` line. One table, from which names are looked up and completed and the help is made.
package struct Command: Hashable, Sendable {
    package enum Meaning: Hashable, Sendable {
        /// The same as a key's.
        case action(Action)
        case watch, assign, print, condition, ignoreCount, thread, export
        /// Of a watch that is named, or of the chosen slot's.
        case removeWatch, disableWatch, enableWatch, claim
        case saveScreen(replaces: Bool)
        case resume, destination, signal, theme
        case map, unmap, save, load
    }

    package let name: String
    /// What follows the name, as the help writes it; nil for nothing.
    package let argument: String?
    package let help: String
    package let meaning: Meaning

    private init(_ name: String, _ argument: String? = nil, _ meaning: Meaning, _ help: String) {
        self.name = name
        self.argument = argument
        self.help = help
        self.meaning = meaning
    }

    /// `:set EXPR=VALUE`.
    package var usage: String { ":" + name + (argument.map { " " + $0 } ?? "") }

    package static let all: [Command] = [
        Command("watch", "SPEC", .watch, "watch a name or an address, written as for -w"),
        Command("delete", "[WATCH]", .removeWatch, "remove a watch, by name or number, or the chosen slot's"),
        Command("disable", "[WATCH]", .disableWatch, "disarm a watch, by name or number, or the chosen slot's"),
        Command("enable", "[WATCH]", .enableWatch, "arm it again"),
        Command("list", nil, .action(.watches), "all watches, with those that wait, and their coverage"),
        Command(
            "claim", "HOW [WATCH]", .claim, "how it holds its register: pinned, flexible (in turns), exclusive"),
        Command("if", "[CONDITION]", .condition, "show only hits for which this is true; nothing shows all"),
        Command("ignore", "COUNT", .ignoreCount, "only count the first so many hits"),
        Command("once", nil, .action(.toggleOneShot), "disarm after one hit, or not"),
        Command("changed", nil, .action(.toggleChangedOnly), "show only hits that change the value, or all"),
        Command("reads", nil, .action(.readsOnly), "show only reads"),
        Command("thread", "TID|all", .thread, "arm the chosen slot's watch in this thread only, or in all"),
        Command("threads", nil, .action(.threads), "the matrix of threads and slots"),
        Command(
            "backend", nil, .action(.toggleMechanism), "see the chosen slot's hits through perf, or through ptrace"),
        Command("set", "EXPR=VALUE", .assign, "write to the program's memory or registers"),
        Command("print", "EXPR", .print, "what an expression reads as"),
        Command("stack", nil, .action(.stack), "the stack and registers of the stopped thread"),
        Command("continue", "[nosignal]", .resume, "continue the program, or without the signal that it waits for"),
        Command("pause", nil, .action(.pause), "pause the program"),
        Command("step", nil, .action(.step), "step one instruction"),
        Command("next", nil, .action(.nextLine), "run to the next line, over calls"),
        Command("finish", nil, .action(.finish), "run until this function returns"),
        Command("until", "LOCATION", .destination, "run to a function, file:line or *ADDRESS"),
        Command("signal", "NAME HOW", .signal, "what the program's signal does: pass, stop, ignore"),
        Command("theme", "[NAME]", .theme, "draw the screen in another theme"),
        Command("restart", nil, .action(.restart), "restart the program, with the same watches"),
        Command("kill", nil, .action(.kill), "kill the program"),
        Command("detach", nil, .action(.detach), "let the program go; it runs on unwatched"),
        Command(
            "export", "FILE [FORMAT]", .export,
            "write what is recorded: json, csv, perf-script or trace, or as the file's name says"),
        Command("save", "[NAME|FILE]", .save, "keep the watches, by a name or in a file"),
        Command("load", "[NAME|FILE]", .load, "arm the watches that were kept"),
        Command("map", "KEY ACTION|:LINE", .map, "what a key does: an action, a command, or none"),
        Command("unmap", "KEY", .unmap, "what the key did before"),
        Command(
            "save-screen", "FILE", .saveScreen(replaces: false),
            "write the screen to a file, as text with a style layer; save-screen! replaces one"),
        Command(
            "save-screen!", "FILE", .saveScreen(replaces: true), "the same, and replaces a file that is there"),
        Command("help", nil, .action(.help), "keys and commands"),
        Command("quit", nil, .action(.quit), "quit; what was launched dies"),
    ]

    /// The commands whose names begin so, in the table's order.
    package static func matching(_ prefix: String) -> [Command] { all.filter { $0.name.hasPrefix(prefix) } }

    /// By its name, or by what begins no other.
    ///
    /// - Throws: an error without a column, with near names.
    package static func named(_ name: String) throws(ExpressionError) -> Command {
        if let exact = all.first(where: { $0.name == name }) { return exact }
        let matches = matching(name)
        if matches.count == 1 { return matches[0] }
        guard matches.isEmpty else {
            throw ExpressionError("':\(name)' may be several commands", suggestions: matches.prefix(5).map(\.name))
        }
        throw ExpressionError(
            "no command ':\(DisplayText.sanitized(name))'",
            suggestions: NameSuggestions.nearest(to: name, among: all.map(\.name)))
    }

    /// What Tab makes of the beginning of a name: as far as all that begin so agree, and a blank once there is one and it
    /// takes something.
    package static func completion(of prefix: String) -> String {
        let matches = matching(prefix)
        guard let first = matches.first else { return prefix }
        if matches.count == 1 { return first.name + (first.argument == nil ? "" : " ") }
        var common = first.name
        for match in matches { while !match.name.hasPrefix(common) { common.removeLast() } }
        return common
    }
}
