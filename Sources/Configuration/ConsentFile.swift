/// What the user has answered about the files of projects, by path and content.
package struct ConsentFile: Hashable, Sendable {
    package enum Answer: String, CaseIterable, Hashable, Sendable { case always, never }

    private struct Entry: Hashable, Sendable {
        var answer: Answer
        /// Of the content that was shown.
        var hash: String
    }

    private var entries: [String: Entry] = [:]

    package init() {}

    /// What is damaged is as if nobody had been asked.
    package init(_ text: String) {
        for (path, entry) in TOMLDocument(text).table["files"]?.table?.entries ?? [:] {
            let words = (entry.value.string ?? "").split(separator: " ").map(String.init)
            guard words.count == 2, let answer = Answer(rawValue: words[0]) else { continue }
            entries[path] = Entry(answer: answer, hash: words[1])
        }
    }

    /// nil when this content has not been asked about.
    package func answer(for path: String, hash: String) -> Answer? {
        entries[path].flatMap { $0.hash == hash ? $0.answer : nil }
    }

    package mutating func remember(_ answer: Answer, for path: String, hash: String) {
        entries[path] = Entry(answer: answer, hash: hash)
    }

    package var text: String {
        var text =
            "# Whether a project's .bptui.toml is read, by the SHA-256 of what stood in it.\nversion = 1\n\n[files]\n"
        for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
            text += "\(TOMLText.key(path)) = \(TOMLText.string("\(entry.answer.rawValue) \(entry.hash)"))\n"
        }
        return text
    }
}
