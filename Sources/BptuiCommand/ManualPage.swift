import ViewModel

/// The manual page, in the macros of man(7): made of the parser, the keymap and the table of commands.
struct ManualPage {
    private let tool: ToolDescription

    init(_ tool: ToolDescription) { self.tool = tool }

    var text: String {
        var lines = [
            ".\\\" Made by: bptui --print-manual",
            ".TH BPTUI 1 \"\" \"bptui \(BptuiVersion.number)\" \"User Commands\"",
            // Names and specifications are no prose: nothing is spread or hyphenated.
            ".ad l", ".nh",
            ".SH NAME", "bptui \\- who touches this memory, and which debug register saw it?",
        ]
        lines += synopsis + description + examples + options + commands + tables + conditions
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Sections

    private var synopsis: [String] {
        [
            ".SH SYNOPSIS", ".nf", ".B bptui \\fR[\\fIoptions\\fR] [\\-\\-] \\fIprogram\\fR [\\fIargument\\fR ...]",
            ".B bptui \\fR[\\fIoptions\\fR] \\-p \\fIpid\\fR|\\fIname\\fR",
        ]
            + tool.named.map { command in
                let operands = command.operands.map { operand in
                    let word = "\\fI\(Self.escaped(operand.valueName ?? ""))\\fR"
                    return (operand.isOptional ? "[\(word)]" : word) + (operand.isRepeating ? " ..." : "")
                }
                return ".B bptui \(command.commandName) \\fR"
                    + (["[\\fIoptions\\fR]"] + operands).joined(separator: " ")
            } + [".fi"]
    }

    private var description: [String] {
        [".SH DESCRIPTION"]
            + paragraph(
                """
                Arms the debug registers of an x86-64 processor in a running program, and shows every access to what they watch: \
                which thread, which line of which function, the value before and after, and which register saw it. \
                A program that is started stops at main; nothing is armed but what -w asks for. The screen has a pane for \
                each of the four slots, every bit of DR7 and DR6, a log of hits and a table of writers; ? lists its keys. \
                With --batch there is no screen: JSON Lines for programs, or with --follow a readable line a hit for people \
                and screen readers, without cursor movement, colours or, in a locale without UTF-8, other than ASCII.
                """)
    }

    private var examples: [String] {
        let examples = [
            ("bptui -w counter ./program", "watches writes to a variable."),
            ("bptui -w 'cfg.limits[2]:rw@1,stop' ./program", "stops at each read or write, in slot DR1."),
            ("bptui -w 'counter if new > 100' ./program", "shows only what a condition lets through."),
            ("bptui -p 4242 -w counter", "in a process that runs already."),
            ("bptui --batch -w counter --summary writers -o hits.jsonl ./program", "writes JSON Lines to a file."),
            ("bptui --batch --follow -w counter ./program", "writes lines for people."),
            ("bptui --log run.rec -w counter ./program; bptui replay run.rec", "records a run and looks at it again."),
            ("bptui demo --tour", "shows a bug, and who did it."),
        ]
        return [".SH EXAMPLES"] + examples.flatMap { [".TP", ".B " + Self.escaped($0.0), Self.escaped($0.1)] }
    }

    private var options: [String] {
        [".SH OPTIONS"]
            + OptionTopic.allCases.flatMap { topic in
                let options = topic.options(of: tool.run)
                return options.isEmpty ? [] : [".SS " + topic.rawValue] + options.flatMap(entry)
            }
    }

    private func entry(_ option: ToolDescription.Argument) -> [String] {
        var tag = option.forms.map { "\\fB\(Self.escaped($0))\\fR" }.joined(separator: ", ")
        if option.kind == .option { tag += " \\fI\(Self.escaped(option.valueName ?? "value"))\\fR" }
        return [".TP", tag, Self.escaped(option.help)]
    }

    private var commands: [String] {
        [".SH COMMANDS"]
            + tool.named.flatMap { command in
                var lines = [".SS bptui \(command.commandName)"] + paragraph(command.abstract ?? "")
                if let discussion = command.discussion {
                    for part in discussion.split(separator: "\n").map(String.init) {
                        lines += [".PP"] + paragraph(part)
                    }
                }
                // The demo has all that bptui has.
                let known = command.commandName == "demo" ? Set(tool.run.options.map(\.key)) : ["help", "version"]
                return lines + command.options.filter { !known.contains($0.key) }.flatMap(entry)
            }
    }

    private var tables: [String] {
        var lines = Self.list("KEYS", KeyTable.standard.helpEntries.map { ($0.keys, $0.text) })
        lines += Self.list("THE COMMAND LINE OF THE SCREEN", Command.all.map { ($0.usage, $0.help) })
        lines += [".SH SCRIPTS", ".nf"]
        for line in HelpText.script.split(separator: "\n", omittingEmptySubsequences: false) {
            lines.append(line.isEmpty ? ".sp" : Self.escaped(String(line)))
        }
        return lines + [".fi"]
    }

    /// A section of words and what they mean.
    private static func list(_ title: String, _ entries: [(String, String)]) -> [String] {
        var lines = [".SH " + title]
        for (word, meaning) in entries { lines += [".TP", ".B " + escaped(word), escaped(meaning)] }
        return lines
    }

    private var conditions: [String] {
        let statuses = [
            ("the program's own", "in batch; 128 and the number of a signal that killed it."),
            ("64", "the command line or a script makes no sense."), ("65", "an expression of a watch is wrong."),
            ("69", "the hardware or the kernel refused."), ("70", "a fault of bptui's own."),
            ("73", "the output cannot be written."), ("77", "no permission."),
            ("124", "--timeout, or a wait of a script, ran out."), ("126", "not executable, or no ELF program."),
            ("127", "not found."),
        ]
        let variables = [
            ("NO_COLOR", "where it is not empty, the screen has no colours, unless --color always says so."),
            ("XDG_CONFIG_HOME", "themes are looked for in its bptui/themes; else in ~/.config."),
            ("TERM, COLORTERM", "what the terminal can; truecolor or 24bit in COLORTERM is believed."),
            ("TMPDIR", "where hits that leave memory are kept."),
        ]
        return Self.list("EXIT STATUS", statuses) + Self.list("ENVIRONMENT", variables) + [
            ".SH SEE ALSO", "gdb(1), perf(1), ptrace(2)",
        ]
    }

    // MARK: roff

    private func paragraph(_ text: String) -> [String] { [Self.escaped(text)] }

    /// Text that roff takes for text: no requests, no escapes, no hyphens that break.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            // A specification may break where one of its parts begins.
            case "[" where result.hasSuffix("]"): result += "\\:["
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\"": result += "\\(dq"
            case "\n": result += " "
            case _ where scalar.isASCII: result.unicodeScalars.append(scalar)
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
            }
        }
        return result.hasPrefix(".") ? "\\&" + result : result
    }
}
