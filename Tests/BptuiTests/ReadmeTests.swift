import Glibc
import TestSupport
import Testing
import ViewModel

@testable import BptuiCommand

/// The README's tables of keys and commands are those of the program. BPTUI_RECORD=1 writes them anew.
@Suite(.serialized) struct ReadmeTests {
    private static let path =
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        + "/README.md"

    private func table(_ head: String, _ rows: [(String, String)]) -> String {
        "| \(head) | does |\n|---|---|\n"
            + rows.map { "| `\(escaped($0.0))` | \(escaped($0.1)) |" }.joined(separator: "\n")
    }

    private func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private func check(_ name: String, _ text: String) throws {
        let readme = try TemporaryFile.read(Self.path)
        let (begin, end) = ("<!-- \(name) -->\n", "\n<!-- end of \(name) -->")
        let first = try #require(readme.range(of: begin))
        let last = try #require(readme.range(of: end, from: first.upperBound))
        if getenv("BPTUI_RECORD") != nil {
            let new = readme[..<first.upperBound] + text + readme[last.lowerBound...]
            return try TemporaryFile.write(String(new), to: Self.path)
        }
        #expect(readme[first.upperBound..<last.lowerBound] == text, "record it with BPTUI_RECORD=1")
    }

    @Test func theKeysAreThoseOfTheKeymap() throws {
        try check("keys", table("key", KeyTable.standard.helpEntries.map { ($0.keys, $0.text) }))
    }

    @Test func theCommandsAreThoseOfTheTable() throws {
        try check("commands", table("command", Command.all.map { ($0.usage, $0.help) }))
    }
}

extension String {
    /// Where a text stands first, from a place on.
    fileprivate func range(of text: String, from start: Index? = nil) -> Range<Index>? {
        var at = start ?? startIndex
        while at < endIndex {
            if self[at...].hasPrefix(text) { return at..<index(at, offsetBy: text.count) }
            at = index(after: at)
        }
        return nil
    }
}
