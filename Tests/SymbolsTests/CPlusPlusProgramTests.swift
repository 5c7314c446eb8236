import ProgramModel
import Symbols
import TestSupport
import Testing

@Suite("Names of a C++ program", .timeLimit(.minutes(10)))
struct CPlusPlusProgramTests {
    private static let source = #"""
        #include <cstdio>
        #define SHOW(what) std::printf("%s %p\n", #what, (void *)&(what))
        namespace bank {
            class Base { public: int kept = 1; virtual ~Base() {} };
            class Account : public Base {
            public:
                static int opened;
                static inline int closed = 2;
                long balance = 3;
                void deposit(long amount);
                int operator()(int x);
            };
            int Account::opened = 5;
            enum class Level : unsigned char { low, high = 200 };
            Level level = Level::high;
            Account account;
            Account &alias = account;
            int rate = 4;
            inline namespace v1 { int version = 1; }
            void Account::deposit(long amount) { balance += amount; /* the deposit */ asm volatile("" ::: "memory"); }
            int Account::operator()(int x) { asm volatile("" ::: "memory"); return x + rate; }
            template <typename T> struct Box { static T count; T put(T x) { count += x; asm volatile("" ::: "memory"); return count; } };
            template <typename T> T Box<T>::count = 0;
            __attribute__((noinline)) int *visits() { static int number = 9; asm volatile("" ::: "memory"); return &number; }
            void overload(int) { asm volatile("" ::: "memory"); }
            void overload(char) { asm volatile("" ::: "memory"); }
        }
        namespace { __attribute__((used)) int hidden = 6; __attribute__((noinline, used)) void secret() { hidden++; } }
        int rate = 7;
        int main() {
            bank::account.deposit(1);
            bank::account(2);
            bank::Box<int> box;
            box.put(3);
            bank::overload(1); bank::overload('a'); secret();
            void (bank::Account::*deposit)(long) = &bank::Account::deposit;
            SHOW(bank::Account::opened); SHOW(bank::Account::closed); SHOW(bank::level); SHOW(bank::account);
            SHOW(bank::account.kept); SHOW(bank::account.balance); SHOW(bank::rate); SHOW(bank::version);
            SHOW(bank::v1::version); SHOW(bank::Box<int>::count); SHOW(rate); SHOW(hidden); SHOW(bank::alias.balance);
            std::printf("bank::visits::number %p\nbank::Account::deposit %p\n", (void *)bank::visits(), *(void **)&deposit);
            std::puts("ready");
            std::fflush(stdout);
            std::getchar();
        }
        """#

    @Test(
        .enabled(if: Compiler.gccForCPlusPlus.isInstalled, "g++ is not installed"),
        arguments: [["-O0", "-gdwarf-5"], ["-O0", "-gdwarf-4", "-no-pie"], ["-O2", "-gdwarf-5"]])
    func compiledByGCC(flags: [String]) throws { try check(.gccForCPlusPlus, flags) }

    @Test(
        .enabled(if: Compiler.clangForCPlusPlus.isInstalled, "clang++ is not installed"),
        arguments: [["-O0", "-gdwarf-5"], ["-O0", "-gdwarf-4", "-no-pie"], ["-O2", "-gdwarf-5"]])
    func compiledByClang(flags: [String]) throws {
        // By default clang leaves out classes that it thinks are described by another unit.
        try check(.clangForCPlusPlus, flags + ["-fstandalone-debug"])
    }

    @Test(.enabled(if: Compiler.clangForCPlusPlus.isInstalled, "clang++ is not installed"))
    func aBaseThatIsOnlyDeclared() throws {
        let program = try CompiledProgram(
            Self.source, named: "bank.cpp", compiler: .clangForCPlusPlus, flags: ["-std=c++17", "-g"])
        let named = try NamedProgram(program)
        #expect(
            try named.questions.expression("bank::account.balance").address == named.addresses["bank::account.balance"])
        #expect(try named.questions.error("bank::account.kept")?.message.contains("base Base are not known") == true)
    }

    private func check(_ compiler: Compiler, _ flags: [String]) throws {
        let program = try CompiledProgram(
            Self.source, named: "bank.cpp", compiler: compiler, flags: ["-std=c++17"] + flags)
        let named = try NamedProgram(program)
        let questions = named.questions
        for (name, address) in named.addresses {
            #expect(try questions.expression(name).address == address, "\(name)")
        }
        #expect(try questions.expression("::rate").address == named.addresses["rate"])
        #expect(try questions.expression("(anonymous namespace)::hidden").address == named.addresses["hidden"])
        #expect(try questions.expression("bank.cpp::hidden").address == named.addresses["hidden"])
        #expect(
            try questions.expression("bank::level").type
                == .enumeration(
                    name: "Level", byteCount: 1, isSigned: false,
                    cases: [.init(name: "low", value: 0), .init(name: "high", value: 200)]))
        let account = try #require(try questions.expression("bank::account").type)
        guard case .structure("Account", _, let members) = account else {
            Issue.record("\(account)")
            return
        }
        #expect(members.map(\.name) == ["Base", "balance"])
        #expect(try questions.error("version")?.suggestions.contains("bank::version") == true)
        #expect(try questions.error("bank::rat")?.suggestions.first == "bank::rate")
        #expect(try questions.error("bank::account.balnce")?.suggestions == ["balance"])

        let deposit = try #require(named.addresses["bank::Account::deposit"])
        #expect(try questions.location("bank::Account::deposit") == [deposit])
        #expect(try questions.location("bank::overload").count == 2)
        #expect(try questions.place(deposit + 1, isExact: false).function == "bank::Account::deposit")
        #expect(try questions.place(deposit + 1, isExact: false).file == "bank.cpp")
        let secret = try #require(try questions.location("secret").first)
        #expect(try questions.place(secret, isExact: true).function?.hasSuffix("secret") == true)
    }
}
