import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Values of a C++ program", .timeLimit(.minutes(10)))
struct CPlusPlusValueTests {
    private static let source = #"""
        #include <array>
        #include <atomic>
        #include <cstdint>
        #include <cstdio>
        #include <memory>
        #include <string>
        #include <vector>
        enum class Level : unsigned char { low, high = 200 };
        class Base { public: int kept = 1; virtual ~Base() {} };
        class Other { public: short side = 4; };
        class Account : public Base, public Other { public: long balance = 3; int &alias = kept; Level level = Level::high;
            bool open : 1 = true; unsigned kind : 5 = 9; };
        struct Empty {};
        struct Plain : Empty { int n = 6; };
        template <typename T> struct Box { T content; };
        Account account;
        Plain plain;
        Box<Box<double>> box{{2.5}};
        std::atomic<int> number{5};
        std::atomic<bool> flag{true};
        std::atomic<double> real{0.5};
        std::array<int, 3> three{{1, 2, 3}};
        std::unique_ptr<int> owned;
        std::unique_ptr<int> null;
        std::shared_ptr<int> shared;
        std::string text = "hello";
        std::string none;
        std::string elsewhere = "a text that is longer than its own buffer";
        std::u16string wide = u"h€";
        std::vector<int> numbers{1, 2};
        struct Named { int id = 7; std::string name = "seven"; std::atomic<long> hits{8}; } record;
        int Base::*field = &Base::kept;
        long (*function)(long);
        void (Account::*method)();
        decltype(nullptr) nothing = nullptr;
        int main() {
            owned.reset(&account.kept);
            std::printf("kept %p\n", (void *)&account.kept);
            std::puts("ready");
            std::fflush(stdout);
            std::getchar();
            (void)owned.release();
            return (int)numbers.size() + plain.n + (int)box.content.content + three[0] + number + flag + (int)real + record.id
                + (none == text) + (elsewhere == text) + (int)wide.size() + !null + !shared + !function + !method + !field;
        }
        """#

    static let flags = [["-O0", "-gdwarf-5"], ["-O0", "-gdwarf-4"], ["-O2", "-gdwarf-5"]]

    @Test(.enabled(if: Compiler.gccForCPlusPlus.isInstalled, "g++ is not installed"), arguments: flags)
    func compiledByGCC(flags: [String]) throws { try check(.gccForCPlusPlus, flags) }

    @Test(.enabled(if: Compiler.clangForCPlusPlus.isInstalled, "clang++ is not installed"), arguments: flags)
    func compiledByClang(flags: [String]) throws {
        try check(.clangForCPlusPlus, flags + ["-fstandalone-debug"])
    }

    private func check(_ compiler: Compiler, _ flags: [String]) throws {
        let named = try NamedProgram(
            CompiledProgram(Self.source, named: "values.cpp", compiler: compiler, flags: ["-std=c++20", "-w"] + flags))
        let kept = "0x" + String(try #require(named.addresses["kept"]), radix: 16)
        let cases = [
            ("account", "{kept=1, side=4, balance=3, alias=\(kept) <kept>, level=high, open=true, kind=9}"),
            ("plain", "6"), ("box", "2.5"), ("number", "5"), ("flag", "true"), ("real", "0.5"), ("three", "{1, 2, 3}"),
            ("owned", "\(kept) <kept>"), ("null", "0x0"), ("text", "\"hello\""), ("none", "\"\""), ("wide", "\"h€\""),
            ("record", #"{id=7, name="seven", hits=8}"#), ("field", "8"), ("nothing", "0x0"),
            ("method", "{function=0x0, adjustment=0}"), ("function", "0x0"),
        ]
        let names = [try #require(named.addresses["kept"]): "kept"]
        for (text, expected) in cases {
            #expect(try named.value(text, names: names) == expected, "\(text)")
        }
        let elsewhere = try named.value("elsewhere")
        #expect(elsewhere.hasPrefix("{_M_dataplus=0x") && elsewhere.contains(", _M_string_length=41, _M_local_buf="))
        let numbers = try named.value("numbers")
        #expect(numbers.hasPrefix("{_M_impl={_M_start=0x") && numbers.contains("_M_finish=0x"))
        #expect(try named.value("shared").hasPrefix("{_M_ptr=0x0, _M_refcount="))

        // The words of a string are its members.
        let text = try named.reading("text")
        #expect(
            ValueFormatter().text(bytes: Array(text.bytes[8..<16]), type: text.type, offset: 8)
                == "._M_string_length = 5")
        #expect(
            ValueFormatter().text(bytes: Array(text.bytes[16..<24]), type: text.type, offset: 16)
                .hasPrefix("._M_local_buf[0…7] = \"hello\" | ._M_allocated_capacity"))
        #expect(ValueFormatter().pointers(in: text.bytes, type: text.type) == [text.address + 16])
    }
}
