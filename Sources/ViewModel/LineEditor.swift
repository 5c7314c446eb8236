/// One line of text being typed, with a cursor between its characters.
package struct LineEditor: Hashable, Sendable {
    package private(set) var characters: [Character]
    /// 0…count: the character that the cursor stands before.
    package private(set) var cursor: Int

    /// - Parameter cursor: nil puts it at the end.
    package init(_ text: String = "", cursor: Int? = nil) {
        characters = Array(text)
        self.cursor = min(max(0, cursor ?? characters.count), characters.count)
    }

    package var text: String { String(characters) }

    /// Inserts what can stand in one line: control characters become blanks at most once in a row, or nothing at the end.
    package mutating func insert(_ text: String) {
        var clean: [Character] = []
        for character in text {
            let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
            if !isControl {
                clean.append(character)
            } else if clean.last != " " {
                clean.append(" ")
            }
        }
        if clean.count > 1, clean.last == " " { clean.removeLast() }
        characters.insert(contentsOf: clean, at: cursor)
        cursor += clean.count
    }

    package mutating func edit(_ edit: Edit) {
        switch edit {
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(characters.count, cursor + 1)
        case .start: cursor = 0
        case .end: cursor = characters.count
        case .deleteBackward:
            guard cursor > 0 else { return }
            cursor -= 1
            characters.remove(at: cursor)
        case .deleteForward:
            guard cursor < characters.count else { return }
            characters.remove(at: cursor)
        case .eraseToStart:
            characters.removeSubrange(..<cursor)
            cursor = 0
        case .eraseToEnd: characters.removeSubrange(cursor...)
        case .eraseWord:
            var start = cursor
            while start > 0, characters[start - 1] == " " { start -= 1 }
            while start > 0, characters[start - 1] != " " { start -= 1 }
            characters.removeSubrange(start..<cursor)
            cursor = start
        }
    }

    /// What the editing keys do.
    package enum Edit: Hashable, Sendable {
        case left, right, start, end, deleteBackward, deleteForward, eraseToStart, eraseToEnd, eraseWord
    }
}
