import ProgramModel
import Testing

@Suite("Near names")
struct NameSuggestionsTests {
    @Test(arguments: [
        ("conter", ["counter", "main", "center", "contour"], ["center", "counter", "contour"]),
        ("Counter", ["counter", "counters"], ["counter", "counters"]),
        ("cuonter", ["counter"], ["counter"]),
        ("conf", ["config", "configure", "conf_", "other"], ["conf_", "config", "configure"]),
        ("value", ["ns::value", "values"], ["ns::value", "values"]),
        ("xyzzy", ["counter", "main"], []),
        ("", ["a"], []),
        ("a", ["b", "ab", "a1"], ["b", "a1", "ab"]),
    ])
    func areRanked(name: String, candidates: [String], expected: [String]) {
        #expect(NameSuggestions.nearest(to: name, among: candidates) == expected)
    }

    @Test func areAtMostFiveAndEachOnce() {
        let candidates = (0..<20).map { "name\($0 % 10)" }
        let found = NameSuggestions.nearest(to: "name", among: candidates)
        #expect(found == ["name0", "name1", "name2", "name3", "name4"])
    }
}
