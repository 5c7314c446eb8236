import ProgramModel
import Testing

@Suite struct NameCandidatesTests {
    @Test func theNearestComeFirstEachPartByAlphabet() {
        let found = NameCandidates("c", among: [["cz", "ca"], ["cb", "ca", "caa"]])
        #expect(found.names == ["ca", "cz", "caa", "cb"])
        #expect(found.common == "c")
        #expect(!found.isCut)
    }

    @Test func whatIsCommonIsOfTheNearestPart() {
        #expect(NameCandidates("co", among: [["counter"], ["cold"]]).common == "counter")
        #expect(NameCandidates("co", among: [[], ["cold", "coldest"]]).common == "cold")
        #expect(NameCandidates("co", among: [["counter", "count_of"], []]).common == "count")
        let own = NameCandidates("co", among: [["counter"], ["count_up"], ["cold"]], nearestParts: 2)
        #expect(own.common == "count")
        #expect(own.names == ["counter", "count_up", "cold"])
        #expect(NameCandidates("co", among: [[], [], ["cold"], ["coldest"]], nearestParts: 2).common == "cold")
        #expect(NameCandidates("co", among: []).common == "co")
        #expect(NameCandidates("", among: [["a", "b"]]).common == "")
    }

    @Test func tooManyAreCut() {
        let many = (1000..<1500).map { "n\($0)" }
        let found = NameCandidates("n", among: [["near"], many])
        #expect(found.isCut)
        #expect(found.names.count == NameCandidates.limit)
        #expect(found.names.prefix(2) == ["near", "n1000"])
        // Those that are not told count for what is common.
        #expect(NameCandidates("n1", among: [many]).common == "n1")
        #expect(NameCandidates("n11", among: [many.filter { $0.hasPrefix("n11") }]).common == "n11")
        #expect(!NameCandidates("n", among: [Array(many.prefix(NameCandidates.limit))]).isCut)
    }

    @Test func whatTheScreenHasMetIsAsNear() {
        let told = NameCandidates("c", among: [["counter", "config"], ["calloc"]])
        let joined = told.adding(["counter", "color"], to: "c")
        #expect(joined.names == ["color", "counter", "config", "calloc"])
        #expect(joined.common == "co")
        #expect(told.adding([], to: "c") == told)
        let none = NameCandidates("c", among: [])
        #expect(none.adding(["counter"], to: "c") == NameCandidates("c", among: [["counter"]]))
        #expect(NameCandidates("c", among: [["counter"]]).adding(["config"], to: "c").common == "co")
    }
}
