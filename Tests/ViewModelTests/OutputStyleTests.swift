import Testing
import ViewModel

@Suite struct OutputStyleTests {
    private static func style(
        _ foreground: OutputColor = .standard, on background: OutputColor = .standard,
        _ attributes: OutputStyle.Attributes = []
    ) -> OutputStyle {
        var style = OutputStyle()
        style.foreground = foreground
        style.background = background
        style.attributes = attributes
        return style
    }

    private static let cases: [(codes: String, style: OutputStyle)] = [
        ("", style()), ("0", style()), ("31", style(.indexed(1))), ("97", style(.indexed(15))),
        ("44", style(on: .indexed(4))), ("103", style(on: .indexed(11))), ("1;33", style(.indexed(3), .bold)),
        ("1;2;4;7", style([.bold, .dim, .underline, .reverse])), ("1;2;22", style()), ("4;24", style()),
        ("7;27", style()), ("21", style(.underline)), ("4:3", style(.underline)), ("4;4:0", style()),
        ("38;5;208", style(.indexed(208))), ("48;5;16", style(on: .indexed(16))),
        ("38;2;1;20;255", style(.rgb(red: 1, green: 20, blue: 255))), ("38:5:208", style(.indexed(208))),
        ("38:2:1:20:255", style(.rgb(red: 1, green: 20, blue: 255))),
        ("38:2::1:20:255", style(.rgb(red: 1, green: 20, blue: 255))),
        ("48:2::1:20:255;1", style(on: .rgb(red: 1, green: 20, blue: 255), .bold)),
        ("38;5;1;48;5;2;4", style(.indexed(1), on: .indexed(2), .underline)), ("58;5;1;1", style(.bold)),
        ("58:2::1:2:3;1", style(.bold)), ("31;39", style()), ("41;49", style()), ("31;0;1", style(.bold)),
        ("31;;1", style(.bold)),
        // What is no colour is none, and what follows still counts.
        ("38;5;256;1", style(.bold)), ("38;2;1;2;300;1", style(.bold)), ("38;5", style()), ("38", style()),
        ("38;9;1", style(.bold)), ("38:9:1;1", style(.bold)), ("38:5;1", style(.bold)),
        ("99999;31", style(.indexed(1))), ("3;9;53;31", style(.indexed(1))),
    ]

    private static func style(_ attributes: OutputStyle.Attributes) -> OutputStyle {
        style(.standard, on: .standard, attributes)
    }

    private static func style(_ foreground: OutputColor, _ attributes: OutputStyle.Attributes) -> OutputStyle {
        style(foreground, on: .standard, attributes)
    }

    @Test(arguments: cases.indices) func rendition(_ number: Int) {
        let (codes, style) = Self.cases[number]
        #expect(OutputSamples.styles(OutputSamples.buffer("\u{1B}[\(codes)mx")) == [style], "\(codes)")
    }

    @Test func whatIsErasedKeepsTheGroundAlone() {
        let styles = OutputSamples.styles(OutputSamples.buffer("ab\r\u{1B}[1;4;31;42m\u{1B}[K"))
        #expect(styles == Array(repeating: Self.style(on: .indexed(2)), count: 10))
    }

    @Test func anotherScreensColoursEndWithIt() {
        #expect(
            OutputSamples.styles(OutputSamples.buffer("\u{1B}[32m\u{1B}[?1049h\u{1B}[41m\u{1B}[?1049lx"))
                == [Self.style(.indexed(2))])
    }
}
