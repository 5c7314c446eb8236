import Testing

@testable import Symbols

@Suite struct DisplayNamesTests {
    @Test(
        arguments: [
            ("counter", "counter"), ("ns::Box<int>::set", "set"), ("ns::f<int>", "f"), ("ns::~Box", nil),
            ("operator new", nil), ("ns::operator+", nil), ("std::string", nil), ("(anonymous namespace)::x", nil),
            ("f<ns::t>", nil), ("f[abi:cxx11]", nil), ("", nil),
        ] as [(String, String?)]) func whatStandsInTheMangledName(name: String, word: String?)
    {
        #expect(DisplayNames.literalWord(of: name) == word)
    }
}
