import Testing
import ViewModel

@Suite struct KeymapTests {
    @Test func noKeyMeansTwoThings() {
        for context in KeyContext.allCases {
            var seen: [KeyPress: Action] = [:]
            for binding in Keymap.standard where binding.contexts.contains(context) {
                for key in Set(binding.keys) {
                    #expect(seen[key] == nil, "\(key) in \(context)")
                    seen[key] = binding.action
                }
            }
        }
    }

    @Test func theHelpNamesEveryKeyOfThePanes() {
        // A comma parts keys, and is one by itself.
        let words = Set(
            KeyTable.standard.helpEntries.flatMap { $0.keys.split(separator: " ") }.map {
                $0.count > 1 && $0.hasSuffix(",") ? $0.dropLast() : $0
            })
        for binding in Keymap.standard where !binding.contexts.isDisjoint(with: KeyContext.panes) {
            #expect(!binding.help.isEmpty)
            for key in binding.keys { #expect(words.contains(Substring(key.name)), "\(key.name)") }
        }
    }

    @Test func keysForTheProgram() {
        #expect(KeyPress.control("]").bytes == [0x1D])
        #expect(KeyPress.function(1).bytes == [0x1B, 0x4F, 0x50])
        #expect(KeyPress.function(5).bytes == Array("\u{1B}[15~".utf8))
        #expect(KeyPress.function(99).bytes.isEmpty)
    }
}
