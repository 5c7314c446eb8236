package import ProgramModel

/// Watches that are kept for another run, by what they are called: never by an address of the run that was.
package struct SavedWatches: Hashable, Sendable {
    package struct Watch: Hashable, Sendable {
        /// With the word `place` for its expression where there is a place.
        package var spec: WatchSpec
        /// `libc.so.6+0x1f30`: a module and the distance from its start; nil for what has a name.
        package var place: String?
        package var isEnabled: Bool

        package init(spec: WatchSpec, place: String? = nil, isEnabled: Bool = true) {
            self.spec = spec
            self.place = place
            self.isEnabled = isEnabled
        }
    }

    /// The file that was traced; nil where nobody says.
    package var program: String?
    package var watches: [Watch]
    /// What could not be kept, and why; for people.
    package var lost: [String]

    package init(program: String?, watches: [Watch], lost: [String] = []) {
        self.program = program
        self.watches = watches
        self.lost = lost
    }

    package static let placeWord = "place"
    private static let version: Int64 = 1
    /// So many are read; there are four slots.
    private static let most = 64

    // MARK: The file

    package var text: String {
        var text = "# Watches that bptui keeps for another run; :load arms them.\nversion = \(Self.version)\n"
        if let program { text += "program = \(TOMLText.string(program))\n" }
        text += "watches = [\n"
        for watch in watches {
            let place = watch.place.map { "place = \(TOMLText.string($0)), " } ?? ""
            let state = watch.isEnabled ? "" : ", enabled = false"
            text += "    { \(place)spec = \(TOMLText.string(watch.spec.description))\(state) },\n"
        }
        text += "]\n"
        for words in lost { text += "# not kept: \(DisplayText.sanitized(words))\n" }
        return text
    }

    /// Reads what `text` gives.
    ///
    /// - Returns: all that can be read, and what cannot.
    package static func read(_ text: String) -> (saved: SavedWatches, problems: [ConfigurationProblem]) {
        let document = TOMLDocument(text)
        var problems = document.problems
        var saved = SavedWatches(program: document.table["program"]?.string, watches: [])
        guard document.table["version"] == .integer(version) else {
            let place = document.table.entries["version"]?.position ?? .start
            return (
                saved, [place.problem("this is no file of watches, or one of another version: version = \(version)")]
            )
        }
        guard let entry = document.table.entries["watches"], let values = entry.value.array else {
            let place = document.table.entries["watches"]?.position ?? .start
            return (saved, problems + [place.problem("the watches are missing: watches = [ { spec = \"…\" } ]")])
        }
        for (index, value) in values.prefix(most).enumerated() {
            do throws(ExpressionError) {
                saved.watches.append(try watch(value))
            } catch {
                problems.append(entry.position.problem("watch \(index + 1): \(error.message)"))
            }
        }
        return (saved, problems)
    }

    private static func watch(_ value: TOMLValue) throws(ExpressionError) -> Watch {
        guard let table = value.table, let text = table["spec"]?.string else {
            throw ExpressionError("it is { spec = \"…\" }")
        }
        var watch = Watch(spec: try WatchSpec(parsing: text), place: table["place"]?.string)
        if case .boolean(let isEnabled)? = table["enabled"] { watch.isEnabled = isEnabled }
        if watch.place != nil, watch.spec.expression != placeWord {
            throw ExpressionError("with a place goes spec = \"\(placeWord)…\"")
        }
        return watch
    }
}

extension SavedWatches {
    /// What of a run's watches can be kept.
    ///
    /// - Parameter place: of an address of that run; nil where it lies in no module.
    package init(
        program: String?, keeping watches: [(spec: WatchSpec, isEnabled: Bool)], place: (UInt64) -> String?
    ) {
        self.init(program: program, watches: [])
        for (spec, isEnabled) in watches {
            do throws(ExpressionError) {
                self.watches.append(try Self.kept(spec, isEnabled, place))
            } catch {
                lost.append("\(DisplayText.sanitized(spec.expression)): \(error.message)")
            }
        }
    }

    private static func kept(
        _ spec: WatchSpec, _ isEnabled: Bool, _ place: (UInt64) -> String?
    ) throws(ExpressionError) -> Watch {
        if let thread = spec.thread {
            throw ExpressionError("it is for thread \(thread) of that run alone")
        }
        if let address = NumberText.unsigned(spec.expression) {
            guard let place = place(address) else {
                throw ExpressionError("an address of that run, in no file that is mapped there")
            }
            var spec = spec
            spec.expression = placeWord
            return Watch(spec: spec, place: place, isEnabled: isEnabled)
        }
        // Where `(name)-1` could be a cast or a sum, both rest on the same.
        let expression =
            (try? Expression(parsing: spec.expression)) ?? (try? Expression(parsing: spec.expression) { _ in true })
        guard let expression else { return Watch(spec: spec, isEnabled: isEnabled) }
        if expression.hasRegister { throw ExpressionError("it rests on a register of one moment") }
        guard expression.hasName else { throw ExpressionError("it rests on an address of that run") }
        return Watch(spec: spec, isEnabled: isEnabled)
    }
}
