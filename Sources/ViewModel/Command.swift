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
        case kind, length, onHit, slot, focus, filter, group, hit, scrub
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
        Command("delete", "[WATCH]", .removeWatch, "remove a watch, by name, number or DRn, or the chosen slot's"),
        Command("disable", "[WATCH]", .disableWatch, "disarm a watch, by name or number, or the chosen slot's"),
        Command("enable", "[WATCH]", .enableWatch, "arm it again"),
        Command("list", nil, .action(.watches), "all watches, with those that wait, and their coverage"),
        Command(
            "claim", "HOW [WATCH]", .claim, "how it holds its register: pinned, flexible (in turns), exclusive"),
        Command("slot", "0…3", .slot, "choose a slot"),
        Command("arm", nil, .action(.toggleArmed), "arm or disarm the chosen slot's watch"),
        Command("kind", "[w|rw|r|x]", .kind, "what the chosen slot's watch is for: write, read/write, read, execute"),
        Command("length", "[1|2|4|8]", .length, "how many bytes the chosen slot's watch has"),
        Command("on-hit", "[log|stop]", .onHit, "what a hit of the chosen slot does: log, or stop the program"),
        Command("undo", nil, .action(.undo), "undo the last edit of a slot"),
        Command("redo", nil, .action(.redo), "do again what was undone"),
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
        Command("filter", "[TEXT]", .filter, "filter the hits and the writers; nothing shows all"),
        Command("hit", "next|previous", .hit, "to the next or previous hit of the same slot"),
        Command("detail", nil, .action(.detail), "the whole story of the hit or writer under the cursor"),
        Command("follow", nil, .action(.follow), "follow the newest hit, or stay"),
        Command("group", "[BY]", .group, "group the writers by instruction, function, thread or value"),
        Command("sort", nil, .action(.sortWriters), "sort the writers in another way"),
        Command("reset", nil, .action(.resetWriters), "count the writers anew from here"),
        Command("hits", nil, .action(.writerHits), "the log shows the hits of the chosen writer alone"),
        Command("focus", "PANE", .focus, "to a pane: slots, dr7, dr6, hits, writers, output"),
        Command("zoom", nil, .action(.zoom), "give the pane all the room, or take it back"),
        Command("panes", nil, .action(.resetLayout), "the panes as they were at first"),
        Command("copy", nil, .action(.copy), "copy the hit, the watch or the register to the clipboard"),
        Command("type", nil, .action(.output), "give the keyboard to the program; Ctrl-] returns"),
        Command("replay", "WHERE", .scrub, "in a recording: start, end, back, forward, previous, next, play"),
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
        Command("messages", nil, .action(.messages), "all notices again, with their times"),
        Command("palette", nil, .action(.palette), "find a key or a command by a few letters"),
        Command("about", nil, .action(.guide), "what this pane shows"),
        Command("redraw", nil, .action(.redraw), "paint the screen anew"),
        Command("suspend", nil, .action(.suspend), "suspend bptui; fg returns"),
        Command("help", nil, .action(.help), "keys and commands"),
        Command("quit", nil, .action(.quit), "quit; what was launched dies"),
    ]

    /// Short names, as gdb and vi have them.
    package static let aliases = [
        "w": "watch", "d": "delete", "del": "delete", "rm": "delete", "c": "continue", "cont": "continue", "s": "step",
        "si": "step", "n": "next", "fin": "finish", "u": "undo", "k": "kill", "p": "print", "bt": "stack",
        "where": "stack", "q": "quit", "exit": "quit", "h": "help", "z": "zoom", "y": "copy", "yank": "copy",
        "msg": "messages", "run": "restart", "cond": "if", "/": "filter", "sig": "signal",
        "colorscheme": "theme",
    ]

    /// The short names of the command.
    package var shortNames: [String] { Self.aliases.filter { $0.value == name }.map(\.key).sorted() }

    /// The commands whose names begin so, in the table's order.
    package static func matching(_ prefix: String) -> [Command] { all.filter { $0.name.hasPrefix(prefix) } }

    /// What the list above the line offers: those that begin so, the one with that short name, and when there are none
    /// those that have the letters in their order, the best first.
    package static func offered(_ typed: String) -> [Command] {
        let begun = matching(typed)
        let short = aliases[typed].flatMap { name in all.first { $0.name == name } }.map { [$0] } ?? []
        let direct = short + begun.filter { $0 != short.first }
        guard direct.isEmpty else { return direct }
        let found = all.enumerated().compactMap { order, command in
            FuzzyMatch(typed, in: command.name).map { (command, $0.score, order) }
        }
        return found.sorted { ($1.1, $0.2) < ($0.1, $1.2) }.map(\.0)
    }

    private static func suggestions(for name: String) -> [String] {
        let near = NameSuggestions.nearest(to: name, among: all.map(\.name))
        return near.isEmpty ? offered(name).prefix(3).map(\.name) : near
    }

    /// What a key would do in its place; nil where no key does.
    package var action: Action? {
        switch meaning {
        case .action(let action): action
        case .watch: .add
        case .removeWatch: .remove
        case .disableWatch, .enableWatch: .toggleArmed
        case .claim: .cycleClaim
        case .load: .loadWatches
        case .kind: .cycleKind
        case .length: .cycleLength
        case .onHit: .toggleAction
        case .condition: .condition
        case .ignoreCount: .ignoreCount
        case .resume: .resume
        case .theme: .themes
        case .filter: .filter
        case .group: .cycleWriters
        case .assign, .print, .thread, .export, .destination, .signal, .slot, .focus, .hit, .scrub,
            .saveScreen, .map, .unmap, .save:
            nil
        }
    }

    /// By its name, or by what begins no other.
    ///
    /// - Throws: an error without a column, with near names.
    package static func named(_ name: String) throws(ExpressionError) -> Command {
        let name = aliases[name] ?? name
        if let exact = all.first(where: { $0.name == name }) { return exact }
        let matches = matching(name)
        if matches.count == 1 { return matches[0] }
        guard matches.isEmpty else {
            throw ExpressionError("':\(name)' may be several commands", suggestions: matches.prefix(5).map(\.name))
        }
        throw ExpressionError(
            "no command ':\(DisplayText.sanitized(name))'",
            suggestions: suggestions(for: name))
    }

    /// What Tab makes of the beginning of a name: as far as all that begin so agree, and a blank once there is one and it
    /// takes something.
    package static func completion(of prefix: String) -> String {
        let matches = matching(prefix)
        if matches.isEmpty, let only = try? named(prefix) {
            return only.name + (only.argument == nil ? "" : " ")
        }
        // Letters in their order are enough where they can mean one alone.
        let offered = offered(prefix)
        if matches.isEmpty, offered.count == 1 { return offered[0].name + (offered[0].argument == nil ? "" : " ") }
        guard let first = matches.first else { return prefix }
        if matches.count == 1 { return first.name + (first.argument == nil ? "" : " ") }
        var common = first.name
        for match in matches { while !match.name.hasPrefix(common) { common.removeLast() } }
        return common
    }
}
