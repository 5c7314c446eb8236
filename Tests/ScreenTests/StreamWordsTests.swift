import Testing
import Tracing

@testable import Screen

@Suite struct StreamWordsTests {
    @Test func eachStreamIsNamed() {
        let all = StreamWords(StreamFiles(input: "in.txt", output: "out.txt", error: "err.txt"))
        #expect(all.short(width: 40) == "<in.txt >out.txt 2>err.txt")
        #expect(
            all.sentences == [
                "its standard input comes from in.txt", "its standard output goes to out.txt",
                "its standard error goes to err.txt",
            ])
        #expect(StreamWords(StreamFiles(error: "err.txt")).short(width: 9) == "2>err.txt")
        #expect(StreamWords(StreamFiles()).short(width: 9) == "" && StreamWords(StreamFiles()).sentences == [])
    }

    @Test func oneFileForBothIsNamedOnce() {
        let both = StreamWords(StreamFiles(output: "all", error: "all"))
        #expect(both.short(width: 40) == ">all 2>&1")
        #expect(both.sentences == ["its standard output and error go to all"])
    }

    @Test func aNarrowBorderLeavesOutFolders() {
        let words = StreamWords(StreamFiles(input: "/data/in", output: "/var/log/out"))
        #expect(words.short(width: 23) == "</data/in >/var/log/out")
        #expect(words.short(width: 22) == "<in >out")
        #expect(words.short(width: 7) == "")
        #expect(StreamWords(StreamFiles(output: "/a/quite-long-name")).short(width: 5) == ">file")
    }

    @Test func namesAreHarmless() {
        let words = StreamWords(StreamFiles(output: "a\u{1B}[2Jb\n"))
        #expect(
            (words.sentences + [words.short(width: 80)]).allSatisfy { !$0.contains("\u{1B}") && !$0.contains("\n") })
    }
}
