import ProgramModel
import ViewModel

/// A configuration as a file that says the same, and where each value comes from.
package struct ConfigurationText {
    private let configuration: Configuration
    private var text = ""

    private init(_ configuration: Configuration) { self.configuration = configuration }

    /// - Parameters:
    ///   - configuration: as it counts, with what is built in.
    ///   - notes: what else is to be known, a line each.
    package static func text(of configuration: Configuration, notes: [String] = []) -> String {
        var writer = ConfigurationText(configuration)
        for note in ["The configuration as it counts, and where each value comes from."] + notes {
            writer.line("# \(DisplayText.sanitized(note))")
        }
        for name in SettingName.allCases where name.table.isEmpty { writer.write(name) }
        writer.line("\n[defaults]")
        for name in SettingName.allCases where name.table == "defaults" { writer.write(name) }
        writer.line("\n[signals]")
        for (number, said) in configuration.signals.sorted(by: { $0.key < $1.key }) {
            writer.write(
                SignalName.of(number).replacing("signal ", with: ""), TOMLText.string(said.value.rawValue), said.origin)
        }
        writer.writeKeys()
        return writer.text
    }

    /// What is said, a line each: `defaults.on-hit = "stop"`.
    package static func lines(of configuration: Configuration) -> [String] {
        let settings = SettingName.allCases.compactMap { name in
            configuration[name].map { "\(name.rawValue) = \($0.written)" }
        }
        let signals = configuration.signals.sorted { $0.key < $1.key }.map {
            "signals.\(SignalName.of($0.key)) = \(TOMLText.string($0.value.value.rawValue))"
        }
        let keys = configuration.keys.map { said in
            let place = said.value.context.map { "keys.\($0.name)" } ?? "keys"
            return "\(place).\(TOMLText.key(said.value.key.writtenName)) = \(TOMLText.string(said.value.meaning.name))"
        }
        return settings + signals + keys
    }

    private mutating func line(_ words: String) { text += words + "\n" }

    private mutating func write(_ name: SettingName) {
        if let said = configuration.settings[name] {
            write(name.key, said.value.written, said.origin)
        } else {
            line("# \(name.key) = …  (not set)")
        }
    }

    private mutating func write(_ key: String, _ value: String, _ origin: ConfigurationOrigin) {
        let words = "\(key) = \(value)"
        let gap = String(repeating: " ", count: max(2, 34 - words.count))
        line("\(words)\(gap)# \(DisplayText.sanitized(origin.words))")
    }

    private mutating func writeKeys() {
        line("\n[keys]")
        write(configuration.keys.filter { $0.value.context == nil })
        text += Self.standardKeys
        for context in KeyContext.mappable {
            let own = configuration.keys.filter { $0.value.context == context }
            guard !own.isEmpty else { continue }
            line("\n[keys.\(context.name)]")
            write(own)
        }
    }

    private static let standardKeys: String = {
        var lines = ["# The standard keys of the panes:"]
        var seen: Set<String> = []
        for binding in Keymap.standard where !binding.contexts.isDisjoint(with: KeyContext.panes) {
            for key in binding.keys {
                let words = "# \(TOMLText.string(key.writtenName)) = \(TOMLText.string(binding.action.name))"
                if seen.insert(words).inserted { lines.append(words) }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }()

    private mutating func write(_ keys: [Configuration.Said<KeyMapping>]) {
        for said in keys {
            write(TOMLText.string(said.value.key.writtenName), TOMLText.string(said.value.meaning.name), said.origin)
        }
    }
}
