import Testing

@testable import ProgramModel

/// What /proc/kallsyms says, also when it is damaged.
struct KernelSymbolsTests {
    private static let text = """
        ffffffff81000000 T _text
        ffffffff81001000 t setup
        ffffffff81001040 T __x64_sys_read
        ffffffff81001040 T sys_read_alias
        ffffffff82000000 D jiffies
        ffffffff82000000 D jiffies_64
        ffffffff82000008 b hidden_counter
        ffffffff82000010 B last_one
        ffffffffa0000000 t setup\t[nf_tables]
        ffffffffa0000100 t nft_do_chain\t[nf_tables]

        """

    private static func symbols(_ text: String = text) -> KernelSymbols { KernelSymbols(parsing: Array(text.utf8)) }

    @Test func everyNameIsFound() {
        let symbols = Self.symbols()
        #expect(symbols.count == 10 && symbols.damagedLineCount == 0 && !symbols.isHidden && symbols.namesVariables)
        #expect(
            symbols.named("jiffies_64")
                == [.init(address: 0xffff_ffff_8200_0000, name: "jiffies_64", module: nil, isFunction: false)])
        #expect(symbols.named("nft_do_chain").map(\.module) == ["nf_tables"])
        #expect(symbols.named("nft_do_chain", module: "other").isEmpty)
        #expect(symbols.named("jiff").isEmpty && symbols.named("jiffies_645").isEmpty)
    }

    @Test func anAddressBelongsToTheSymbolBelowIt() {
        let symbols = Self.symbols()
        #expect(symbols.symbol(at: 0xffff_ffff_8100_1000)?.symbol.name == "setup")
        #expect(symbols.symbol(at: 0xffff_ffff_8100_103f)?.offset == 0x3f)
        // Of two names the first.
        #expect(symbols.symbol(at: 0xffff_ffff_8100_1050)?.symbol.name == "__x64_sys_read")
        #expect(symbols.symbol(at: 0xffff_ffff_80ff_ffff) == nil, "below the first")
        #expect(symbols.symbol(at: 0x40_1000) == nil, "a program's")
        #expect(symbols.start(after: 0xffff_ffff_8200_0000) == 0xffff_ffff_8200_0008)
        #expect(symbols.start(after: .max) == nil)
    }

    /// The instruction after an access may be the first of the next function.
    @Test func anAccessIsBeforeItsAddress() {
        let symbols = Self.symbols()
        let place = KernelPlace(after: 0xffff_ffff_8100_1040, in: symbols)
        #expect(place.description == "setup+0x40")
        #expect(KernelPlace(at: 0xffff_ffff_8100_1040, in: symbols).description == "__x64_sys_read+0x0")
        #expect(KernelPlace(after: 0xffff_ffff_a000_0108, in: symbols).description == "nft_do_chain [nf_tables]+0x8")
        #expect(KernelPlace(after: 0, in: symbols).description == "0x0")
    }

    @Test(arguments: [
        "", "\n\n", "zzz", "ffffffff81000000", "ffffffff81000000 T", "ffffffff81000000 T ", "ffffffff81000000  name",
        "1ffffffff81000000 T name", "ffffffff81000000 T name [x", "ffffffff81000000 T name\tx]", "-1 T name",
        "ffffffff81000000 T \u{1}",
    ])
    func whatIsNoLineIsPassedOver(_ damaged: String) {
        let symbols = Self.symbols(damaged + "\n" + Self.text)
        #expect(symbols.count == 10)
        #expect(symbols.damagedLineCount == (damaged.allSatisfy { $0 == "\n" } ? 0 : 1))
    }

    @Test func everyPrefixIsRead() {
        let bytes = Array(Self.text.utf8)
        for count in 0...bytes.count {
            let symbols = KernelSymbols(parsing: Array(bytes.prefix(count)))
            #expect(symbols.count <= 10)
            _ = symbols.symbol(at: .max)
            _ = symbols.named("setup")
        }
    }

    @Test func linesOutOfOrderAreSorted() {
        let symbols = Self.symbols("ffffffff81002000 T b\nffffffff81001000 T a\n")
        #expect(symbols.symbol(at: 0xffff_ffff_8100_1fff)?.symbol.name == "a")
    }

    @Test func hiddenAddressesAreNone() {
        let symbols = Self.symbols("0000000000000000 T _text\n0000000000000000 D jiffies_64\n")
        #expect(symbols.isHidden && symbols.count == 0)
        #expect(throws: ExpressionError(KernelExpression.hidden)) {
            try KernelExpression(resolving: "jiffies_64", in: symbols)
        }
        // An address needs no names.
        #expect(throws: Never.self) { try KernelExpression(resolving: "0xffffffff82000000", in: symbols) }
    }

    // MARK: Expressions

    @Test func whatCanBeNamed() throws {
        let symbols = Self.symbols()
        let jiffies = try KernelExpression(resolving: "jiffies_64", in: symbols)
        #expect(jiffies.address == 0xffff_ffff_8200_0000 && !jiffies.isFunction && jiffies.room == 8)
        #expect(try KernelExpression(resolving: "jiffies+0x4", in: symbols).address == 0xffff_ffff_8200_0004)
        #expect(try KernelExpression(resolving: "0xffff888000001000", in: symbols).address == 0xffff_8880_0000_1000)
        #expect(try KernelExpression(resolving: "nf_tables!setup", in: symbols).address == 0xffff_ffff_a000_0000)
        #expect(try KernelExpression(resolving: "__x64_sys_read", in: symbols).isFunction)
    }

    private func message(_ text: String, _ symbols: KernelSymbols = symbols()) -> String {
        do throws(ExpressionError) {
            _ = try KernelExpression(resolving: text, in: symbols)
            return "no error"
        } catch {
            return ([error.message] + error.suggestions).joined(separator: "; ")
        }
    }

    @Test func whyNot() {
        #expect(
            message("setup")
                == "2 kernel symbols are named 'setup' (0xffffffff81001000, 0xffffffffa0000000 [nf_tables]) — name one by its"
                + " address, or as module!setup")
        #expect(message("jiffes_64") == "the kernel has no symbol 'jiffes_64'; jiffies_64")
        #expect(message("x!jiffies") == "no symbol 'jiffies' in the kernel's module x")
        #expect(message("0x401000").hasPrefix("0x401000 is not the kernel's"))
        #expect(message("+4").hasPrefix("'+4' names nothing"))
        #expect(message("name", Self.symbols("")).contains("/proc/kallsyms is empty"))
        let functionsOnly = Self.symbols("ffffffff81000000 T _text\nffffffff82400000 D __start_rodata\n")
        #expect(message("jiffies_64", functionsOnly).contains("CONFIG_KALLSYMS_ALL"))
    }
}
