import TestSupport
import Testing

/// Watches that outlive the program: saved, and armed again in another run of another build at another address.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScreenKeepingTests {
    /// Stores to `counter` and `limit`, which lie where `before` puts them.
    private func source(before: String, withLimit: Bool = true) -> String {
        """
        #include <unistd.h>
        \(before)
        long counter = 1;
        \(withLimit ? "int limit = 2;" : "")
        int main(void) {
            alarm(60);
            for (int i = 0; i < 3; i++) { counter += 1; \(withLimit ? "limit = (int)counter;" : "") }
            return 3;
        }
        """
    }

    private func build(_ program: CompiledProgram, before: String, withLimit: Bool = true) throws {
        try program.write(source(before: before, withLimit: withLimit), to: "program.c")
        try program.run(.gcc, ["-g", "-O0", "-fpie", "-pie", "program.c", "-o", "program"])
    }

    private func address(_ box: String) -> String? {
        box.split(whereSeparator: { " │".contains($0) }).map(String.init).first { $0.hasPrefix("0x") }
    }

    private func command(_ text: String, in bptui: BptuiScreen) async throws {
        try await bptui.keys(":")
        try await bptui.waitForBox("Command", "is open") { _ in true }
        try await bptui.terminal.sendLiteral(text)
        try await bptui.waitForBox("Command", "shows it") { $0.contains(text) }
        try await bptui.keys("Enter")
    }

    @Test("saved, the program rebuilt with its variables elsewhere and under ASLR, loaded: armed right")
    func rebuilt() async throws {
        let program = try CompiledProgram()
        let folder = TemporaryFolder()
        defer { folder.remove() }
        try build(program, before: "")
        let environment = ["XDG_STATE_HOME": folder.path]
        var before: String?
        try await BptuiScreen.run([program.path], environment: environment) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.watch("counter", in: 0)
            try await bptui.watch("limit:rw@2,stop", in: 2)
            try await bptui.keys("2", "Space")
            try await bptui.waitForBox("DR2", "disarmed")
            before = address(try await bptui.waitForBox("DR0", "= 1"))
            try await command("save mine", in: bptui)
            try await bptui.waitForFooter("2 watches saved; :load mine arms them again")
            try await bptui.quit()
        }
        try build(program, before: "long others[512] = { 7 };")
        try await BptuiScreen.run(["--aslr", program.path], environment: environment) { bptui in
            try await bptui.waitForFooter("2 watches of last time: counter, limit")
            let free = try await bptui.screen()
            #expect(free.box("DR0")?.contains("free") == true, "nothing arms by itself")
            try await command("load mine", in: bptui)
            let box = try await bptui.waitForBox("DR0", "= 1")
            #expect(box.contains("counter") && box.contains("● write 8"))
            #expect(before != nil && address(box) != before)
            let other = try await bptui.waitForBox("DR2", "disarmed")
            #expect(other.contains("limit") && other.contains("read/write 4") && other.contains("stop"))
            try await bptui.waitForFooter("2 watches back: counter, limit")
            try await bptui.keys("c")
            try await bptui.waitForHeader("exited with 3")
            try await bptui.waitForBox("Hits", "shows the stores") { $0.contains(/1 → +2/) && $0.contains(/3 → +4/) }
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("what no longer resolves is told with its reason, and the others are armed; L takes those of last time")
    func partly() async throws {
        let program = try CompiledProgram()
        let folder = TemporaryFolder()
        defer { folder.remove() }
        try build(program, before: "")
        let environment = ["XDG_STATE_HOME": folder.path]
        try await BptuiScreen.run([program.path], environment: environment) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.watch("limit", in: 0)
            try await bptui.watch("counter", in: 1)
            try await bptui.quit()
        }
        try build(program, before: "", withLimit: false)
        try await BptuiScreen.run([program.path], environment: environment) { bptui in
            try await bptui.waitForFooter("2 watches of last time: limit, counter — L or :load arms them")
            try await bptui.keys("L")
            try await bptui.wait("the reason") {
                $0.contains("1 of 2 watches back: counter; not limit: no symbol 'limit'")
            }
            try await bptui.waitForBox("DR1", "● write 8")
            try await bptui.quit()
        }
    }

    @Test("restore in the configuration arms by itself; an address comes back by its module")
    func restoring() async throws {
        let program = try CompiledProgram()
        try await ThemeFolder.run([:]) { configuration in
            try TemporaryFile.write(
                "[defaults]\nrestore = true\n", to: configuration.path + "/bptui/config.toml")
            defer { TemporaryFile.remove(configuration.path + "/bptui/config.toml") }
            let state = TemporaryFolder()
            defer { state.remove() }
            try build(program, before: "")
            let environment = ["XDG_CONFIG_HOME": configuration.path, "XDG_STATE_HOME": state.path]
            try await BptuiScreen.run([program.path], environment: environment) { bptui in
                try await bptui.waitForHeader("stopped at")
                try await bptui.watch("counter", in: 0)
                let there = address(try await bptui.waitForBox("DR0", "= 1"))
                try await bptui.keys("x")
                try await bptui.waitForBox("DR0", "free")
                try await bptui.watch("\(there ?? "0x0")/8", in: 0)
                try await bptui.quit()
            }
            try await BptuiScreen.run(["--aslr", program.path], environment: environment) { bptui in
                try await bptui.waitForFooter("1 watch back: 0x")
                let box = try await bptui.waitForBox("DR0", "● write 8")
                #expect(box.contains("= 0x1 "), "\(box)")
                try await bptui.quit()
            }
        }
    }
}
