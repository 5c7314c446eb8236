import Screen
import ViewModel

/// What `bptui help TOPIC` prints: made of the parser, the keymap and the table of commands.
enum HelpText {
    static let width = 80

    /// `bptui --help`: a screen of 80×24. Examples first.
    static let short = """
        bptui: who touches this memory, and which debug register saw it?

          bptui ./program                           stops at main: a watches, c goes on
          bptui -w counter ./program                watches writes to counter
          bptui -w 'cfg.limits[2]:rw,stop' ./program    reads as well, and stops there
          bptui -w 'counter if new > 100' ./program     shows only hits that matter
          bptui -p 4242 -w counter                  in a process that runs already
          bptui --batch --follow -w counter ./program   lines instead of a screen
          bptui demo --tour                         a bug, and who did it, in three keys

        Usage: bptui [options] [--] program [args…]     or -p PID|NAME
               bptui demo | replay FILE | export FILE | doctor | decode VALUE

          -w, --watch SPEC      EXPR[/LEN][:w|rw|r|x][@SLOT][,stop|log][ if COND]
          --at LOCATION         where watches are armed: main, a function, file:line
          --on-hit log|stop     what a hit does to its thread
          --batch [--follow]    no screen: JSON Lines, or lines for people
          -o, --max-hits, --timeout     batch: where it goes, and when it ends
          --log FILE            records the run; bptui replay FILE shows it
          --follow-forks        children are watched as well
          --theme, --color, --ascii     how the screen looks
          -V, --version         versions of bptui and its libraries
        All of it: bptui help options | keys | commands | script, bptui --print-manual
        """

    /// `bptui demo --help`.
    static let demo = """
        bptui demo: the built-in target, a small ledger with a bug worth catching

          bptui demo                            a Enter watches the balance, c goes on
          bptui demo --tour                     the same, played for you
          bptui demo -w ledger.balance,stop     stops at each store
          bptui demo --batch --follow -w ledger.balance --timeout 3
          bptui demo -- --rounds 20 --fast      the ledger's own arguments

        Usage: bptui demo [--tour] [options] [--] [arguments of the ledger]

        Its options are those of bptui: bptui help options lists them.
        """

    /// What a script may say.
    static let script = """
        A script has a step a line; # begins a comment. Keys and commands go the way of
        typed ones. --script - reads standard input. Where standard output is no
        terminal, or with --size 120x36, nothing is drawn and the last screen is
        printed at the end; on a terminal the keyboard is yours when it is over.

          key a Enter Ctrl-L    keys, by the names of bptui help keys
          type TEXT             text, typed key by key
          paste TEXT            text, pasted as a whole
          :watch counter        a command of the : line
          wait TEXT             until a line of the screen shows it
          wait-gone TEXT        until none does
          wait-stop, wait-exit  until the program has stopped, or ended
          timeout SECONDS       for each wait from here on; 10 at first
          pause SECONDS         for people who look on
          resize 100x30         with --size
          save-screen FILE      the screen as text, and below it a letter for each
                                cell's style; save-screen! replaces a file

        Status 64: the script makes no sense. 65: a command was refused. 73: a screen
        could not be saved. 124: a wait ran out; the screen is printed.
        """

    static var keys: String { entries(KeyTable.standard.helpEntries.map { ($0.keys, $0.text) }, column: 26) }

    static var commands: String {
        entries(Command.all.map { ($0.usage, $0.help) }, column: 26)
            + "\n\nTab completes; the first letters of a name are enough."
    }

    /// Every option, by topic.
    static var options: String {
        let run = ToolDescription.bptui.run
        return OptionTopic.allCases.compactMap { topic in
            let options = topic.options(of: run)
            guard !options.isEmpty else { return nil }
            return topic.rawValue + "\n" + entries(options.map { ($0.usage, $0.help) }, column: 26)
        }.joined(separator: "\n\n")
    }

    /// Of a command with a name: examples first.
    static func of(_ command: ToolDescription.Command) -> String {
        if command.commandName == "demo" { return demo }
        var parts = ["bptui \(command.commandName): \(command.abstract ?? "")"]
        for paragraph in (command.discussion ?? "").split(separator: "\n").map(String.init) {
            parts.append(wrapped(paragraph, width).joined(separator: "\n"))
        }
        let operands = command.operands.map { ($0.isOptional ? "[\($0.valueName ?? "")]" : $0.valueName ?? "") + " " }
        parts.append("Usage: bptui \(command.commandName) \(operands.joined())[options]")
        let described = (command.operands + command.options).map { (name: $0.usage, text: $0.help) }
        return parts.joined(separator: "\n\n") + "\n" + entries(described, column: 26)
    }

    /// Names at the left, and what they mean beside them or, where they are long, under them.
    private static func entries(_ entries: [(name: String, text: String)], column: Int) -> String {
        var lines: [String] = []
        for (name, text) in entries {
            var rows = wrapped(text, width - column)
            var line = "  " + name
            if DisplayWidth.of(line) > column - 2 {
                lines.append(line)
                line = ""
            }
            let first = rows.isEmpty ? "" : rows.removeFirst()
            lines.append(line + String(repeating: " ", count: column - DisplayWidth.of(line)) + first)
            lines += rows.map { String(repeating: " ", count: column) + $0 }
        }
        return lines.joined(separator: "\n")
    }

    /// What stands in brackets is one word.
    private static func words(_ text: String) -> [String] {
        var depth = 0
        return text.split { character in
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            return character == " " && depth <= 0
        }.map(String.init)
    }

    private static func wrapped(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in words(text) {
            var word = word
            if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > width {
                lines.append(line)
                line = ""
            }
            // A long specification breaks where one of its parts begins.
            while DisplayWidth.of(word) > width, let cut = word.prefix(width).lastIndex(of: "["), cut > word.startIndex
            {
                lines.append(String(word[..<cut]))
                word = String(word[cut...])
            }
            line += line.isEmpty ? word : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}

extension ToolDescription.Argument {
    /// `-w, --watch <spec>`.
    var usage: String {
        if kind == .positional { return valueName ?? "" }
        let names = forms.joined(separator: ", ")
        return kind == .option ? "\(names) <\(valueName ?? "value")>" : names
    }
}
