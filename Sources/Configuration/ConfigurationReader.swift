import ProgramModel
import ViewModel

/// Reads a configuration's file: what can be read counts, and what cannot is told with its place.
package struct ConfigurationReader {
    /// Whose file it is.
    package enum Source: Hashable, Sendable {
        case user
        /// Of the working directory: it may come from anybody. It says no commands and nothing that arms by itself, and it
        /// binds no key to what ends the program's run or gives it the keyboard.
        case project
    }

    private let file: String
    private let source: Source
    private let themes: ThemeLibrary
    private var configuration = Configuration()
    private var problems: [ConfigurationProblem] = []
    private var table = KeyTable.standard
    private var found: [(mapping: KeyMapping, entry: TOMLTable.Entry)] = []

    private init(file: String, source: Source, themes: ThemeLibrary) {
        self.file = file
        self.source = source
        self.themes = themes
    }

    /// - Parameter file: as messages call it.
    /// - Returns: what the file says, and its problems in the order of its lines.
    package static func read(
        _ text: String, file: String, as source: Source = .user, themes: ThemeLibrary
    ) -> (configuration: Configuration, problems: [ConfigurationProblem]) {
        var reader = ConfigurationReader(file: file, source: source, themes: themes)
        let document = TOMLDocument(text)
        reader.problems = document.problems
        reader.read(document.table)
        let problems = reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return (reader.configuration, problems)
    }

    private mutating func read(_ root: TOMLTable) {
        let tables = ["defaults", "signals", "keys"]
        let names = SettingName.allCases.filter { $0.table.isEmpty }
        for (key, entry) in root.ordered where !tables.contains(key) {
            readSetting(key, entry, among: names, alsoKnown: tables)
        }
        let defaults = SettingName.allCases.filter { $0.table == "defaults" }
        for (key, entry) in entries(of: "defaults", in: root) {
            readSetting(key, entry, among: defaults, alsoKnown: [])
        }
        for (key, entry) in entries(of: "signals", in: root) { readSignal(key, entry) }
        readKeys(entries(of: "keys", in: root))
    }

    private mutating func entries(of name: String, in root: TOMLTable) -> [(key: String, entry: TOMLTable.Entry)] {
        guard let entry = root.entries[name] else { return [] }
        guard let table = entry.value.table else {
            complain("\(name) is a table: [\(name)]", entry)
            return []
        }
        return table.ordered
    }

    private mutating func complain(_ message: String, _ entry: TOMLTable.Entry) {
        problems.append(entry.position.problem(message))
    }

    private func origin(_ entry: TOMLTable.Entry) -> ConfigurationOrigin { .file(file, line: entry.position.line) }

    /// `no such setting: thme; did you mean theme?`.
    private func unknown(_ what: String, _ name: String, among known: [String]) -> String {
        let near = NameSuggestions.nearest(to: name, among: known, limit: 3)
        return "no such \(what): \(name)" + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?")
    }

    // MARK: Settings

    private mutating func readSetting(
        _ key: String, _ entry: TOMLTable.Entry, among names: [SettingName], alsoKnown: [String]
    ) {
        guard let name = names.first(where: { $0.key == key }) else {
            if let elsewhere = SettingName.allCases.first(where: { $0.key == key }) {
                let place = elsewhere.table.isEmpty ? "the top, before every [table]" : "[\(elsewhere.table)]"
                return complain("\(key) stands in \(place)", entry)
            }
            return complain(unknown("setting", key, among: names.map(\.key) + alsoKnown), entry)
        }
        guard source == .user || name.isForProjects else {
            return complain("\(key) is for the user's own file alone", entry)
        }
        guard let value = value(of: entry, for: name) else { return }
        configuration.settings[name] = Configuration.Said(value, origin(entry))
    }

    private mutating func value(of entry: TOMLTable.Entry, for name: SettingName) -> SettingValue? {
        switch (name.form, entry.value) {
        case (.boolean, .boolean(let value)): return .boolean(value)
        case (.count, .integer(let value)) where value > 0 && value <= Int32.max: return .count(Int(value))
        case (.text, .string(let text)) where text.contains { $0 != " " }: return .text(text)
        case (.word(let words), .string(let text)):
            if words.contains(text) { return .text(text) }
            complain(unknown("value for \(name.key)", text, among: words) + "; it is \(Self.list(words))", entry)
        case (.theme, .string(let text)):
            if themes.contains(text) { return .text(text) }
            complain(themes.unknown(text), entry)
        case (.boolean, _): complain("\(name.key) is true or false", entry)
        case (.count, _): complain("\(name.key) is a whole number from 1", entry)
        case (.text, _): complain("\(name.key) is a text in quotes", entry)
        case (.word(let words), _): complain("\(name.key) is \(Self.list(words))", entry)
        case (.theme, _): complain("theme is a theme's name in quotes", entry)
        }
        return nil
    }

    private static func list(_ words: [String]) -> String {
        let quoted = words.map { "\"\($0)\"" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.joined() }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }

    // MARK: Signals

    private mutating func readSignal(_ key: String, _ entry: TOMLTable.Entry) {
        guard let number = SignalName.number(of: key) else {
            let near = NameSuggestions.nearest(to: key.uppercased(), among: SignalName.all, limit: 3)
            let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?"
            return complain("\(key) is no signal that can be kept from a program\(hint)", entry)
        }
        guard let text = entry.value.string, let wish = SignalWish(rawValue: text) else {
            return complain("\(key) is \(Self.list(SignalWish.allCases.map(\.rawValue)))", entry)
        }
        guard configuration.signals[number] == nil else {
            return complain("\(SignalName.of(number)) stands here twice, as a number or under another name", entry)
        }
        configuration.signals[number] = Configuration.Said(wish, origin(entry))
    }

    // MARK: Keys

    private mutating func readKeys(_ entries: [(key: String, entry: TOMLTable.Entry)]) {
        for (key, entry) in entries {
            guard let inner = entry.value.table else {
                readKey(key, entry, in: nil)
                continue
            }
            guard let context = KeyContext.mappable.first(where: { $0.name == key }) else {
                complain(unknown("place for keys", key, among: KeyContext.mappable.map(\.name)), entry)
                continue
            }
            for (key, entry) in inner.ordered { readKey(key, entry, in: context) }
        }
        for (mapping, entry) in found.filter(\.mapping.isNecessary) + found.filter({ !$0.mapping.isNecessary }) {
            do throws(ExpressionError) {
                try table.map(mapping)
                configuration.keys.append(Configuration.Said(mapping, origin(entry)))
            } catch {
                complain(error.message, entry)
            }
        }
    }

    private mutating func readKey(_ key: String, _ entry: TOMLTable.Entry, in context: KeyContext?) {
        do throws(ExpressionError) {
            let press = try KeyPress(named: key)
            if let former = found.first(where: { $0.mapping.key == press && $0.mapping.context == context }) {
                let line = former.entry.position.line
                return complain("\(press.name) is \(former.mapping.meaning.name) in line \(line) already", entry)
            }
            guard let text = entry.value.string else {
                return complain("\(key) is an action's name, \":\" and a command, or \"none\"", entry)
            }
            let meaning = try KeyMapping.Meaning(named: text, in: context)
            if source == .project, let reason = Self.refusal(of: meaning) {
                return complain("\(key): \(reason)", entry)
            }
            found.append((KeyMapping(press, in: context, meaning), entry))
        } catch {
            let near = error.suggestions.prefix(3).joined(separator: ", ")
            complain("\(error.message)\(near.isEmpty ? "" : "; did you mean \(near)?")", entry)
        }
    }

    /// Why the file of a project may not say so.
    private static func refusal(of meaning: KeyMapping.Meaning) -> String? {
        switch meaning {
        case .command: "commands are for the user's own file alone"
        case .action(.kill), .action(.detach), .action(.quit), .action(.output), .action(.confirm),
            .action(.loadWatches):
            "a project's file binds no key to \(meaning.name)"
        case .action, .nothing: nil
        }
    }
}

extension TOMLTable {
    /// In the order of the file.
    var ordered: [(key: String, entry: Entry)] {
        entries.map { (key: $0.key, entry: $0.value) }.sorted {
            ($0.entry.position.line, $0.entry.position.column) < ($1.entry.position.line, $1.entry.position.column)
        }
    }
}
