import DebugRegisters
import Testing
import ViewModel

@Suite struct HitFilterParsingTests {
    @Test(
        arguments: [
            ("", []),
            ("   ", []),
            ("bump", [.init(.text(TextPattern("bump")))]),
            ("  Bump  x ", [.init(.text(TextPattern("bump"))), .init(.text(TextPattern("x")))]),
            ("!bump", [.init(.text(TextPattern("bump")), isInverted: true)]),
            ("fn:bump", [.init(.function(TextPattern("bump")))]),
            ("fn:=bump", [.init(.function(TextPattern("bump", isWhole: true)))]),
            ("function:\"operator new\"", [.init(.function(TextPattern("operator new")))]),
            ("file:ledger", [.init(.file(TextPattern("ledger")))]),
            ("ns::name", [.init(.text(TextPattern("ns::name")))]),
            ("ledger.c:14", [.init(.text(TextPattern("ledger.c:14")))]),
            ("\"Makefile:3\"", [.init(.text(TextPattern("Makefile:3")))]),
            ("!tid:7", [.init(.thread(7), isInverted: true)]),
            ("thread:42", [.init(.thread(42))]),
            ("slot:0", [.init(.slot(.dr0))]), ("slot:DR3", [.init(.slot(.dr3))]), ("dr2", [.init(.slot(.dr2))]),
            ("access:same", [.init(.access(.same))]), ("access:EXEC", [.init(.access(.execute))]),
            ("value:42", [.init(.value(.either, .number(magnitude: 42, isNegative: false)))]),
            ("new:-1", [.init(.value(.new, .number(magnitude: 1, isNegative: true)))]),
            ("old:0x2A", [.init(.value(.old, .bits(42)))]),
            ("value:IDLE", [.init(.value(.either, .text(TextPattern("idle"))))]),
            ("at:0x401136", [.init(.address(0x401136))]),
        ] as [(String, [HitFilter.Term])])
    func terms(_ text: String, _ terms: [HitFilter.Term]) throws {
        #expect(try HitFilter(parsing: text).terms == terms)
    }

    @Test(arguments: [
        ("bump acess:write", 5, "there is no 'acess:'"), ("access:writ", 7, "no access is called 'writ'"),
        ("slot:4", 5, "there is no slot '4'"), ("tid:x", 4, "is no thread's number"),
        ("tid:-1", 4, "is no thread's number"), ("a ! b", 2, "'!' stands before"), ("!", 0, "'!' stands before"),
        ("fn:", 3, "'fn:' needs a word"), ("value: 3", 6, "'value:' needs a word"), ("at:bump", 3, "is no address"),
        ("x \"abc", 2, "this quote is not closed"), ("\"\"", 0, "nothing between the quotes"),
    ]) func errorsNameTheColumn(_ text: String, _ column: Int, _ message: String) throws {
        let error = #expect(throws: FilterError.self) { _ = try HitFilter(parsing: text) }
        #expect(error?.column == column)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func patternsIgnoreCase() {
        #expect(TextPattern("BUMP").matches("do_bump_it"))
        #expect(!TextPattern("bump", isWhole: true).matches("bumper"))
        #expect(TextPattern("bump", isWhole: true).matches("Bump"))
        #expect(!TextPattern("bumper").matches("bump"))
        #expect(TextPattern("é").matches("café"))
    }
}
