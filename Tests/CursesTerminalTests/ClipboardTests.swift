import CursesTerminal
import TestSupport
import Testing

@Suite struct ClipboardTests {
    @Test(arguments: [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("→ é", "4oaSIMOp")])
    func textBecomesBase64(_ text: String, _ encoded: String) {
        let bytes = ClipboardSequence.bytes(for: text, isInsideTmux: false)
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}]52;c;\(encoded)\u{07}")
    }

    @Test func tmuxGetsBothForms() {
        let bytes = ClipboardSequence.bytes(for: "a", isInsideTmux: true)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "\u{1B}]52;c;YQ==\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;YQ==\u{07}\u{1B}\\")
    }
}
