import Testing

@testable import Symbols

@Suite("Demangled names")
struct DemanglerTests {
    @Test(arguments: [
        ("main", "main"), ("_ZN4bank7Account7depositEl", "bank::Account::deposit"), ("_Z3fooIiET_S0_", "foo<int>"),
        ("_ZN4bank7AccountclEi", "bank::Account::operator()"), ("_ZNK1A1fEv", "A::f"),
        ("_ZN1AcviEv", "A::operator int"),
        ("_ZN12_GLOBAL__N_16secretEv", "(anonymous namespace)::secret"), ("_ZN4bank5countE", "bank::count"),
        ("_Z3fooPFviE", "foo"), ("_Znot a name", "_Znot a name"), ("_Z3foov.part.0", "foo"),
        ("_ZN7program4bank3add17h23bef4f036735881E", "program::bank::add"),
        (
            "_ZN59_$LT$bank..Account$u20$as$u20$core..ops..Add$LT$u64$GT$$GT$3add17h0123456789abcdefE",
            "<bank::Account as core::ops::Add<u64>>::add"
        ), ("_ZN1AlsEi", "A::operator<<"), ("\u{1b}[2J", #"\x1b[2J"#), ("", ""),
    ])
    func areShort(linkageName: String, expected: String) {
        #expect(linkageName.withCString { Demangler.displayName($0) } == expected)
    }

    @Test func swiftNamesAreReadable() {
        let name = "$s4main5countSivp".withCString { Demangler.displayName($0) }
        #expect(name == "main.count : Swift.Int")
    }
}
