import TestSupport
import Testing

/// How a stopped program goes on, on a real terminal.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScreenControlTests {
    private static func calls() throws -> CompiledProgram {
        try CompiledProgram(
            """
            #include <unistd.h>
            long counter;
            static int bump(int by) {
                counter += by;
                return by;
            }
            int main(void) {
                alarm(60);
                int sum = bump(1);
                sum += bump(2);
                sum += bump(3);
                return sum;
            }
            """, compiler: .gcc, flags: ["-g", "-O0"])
    }

    private func command(_ bptui: BptuiScreen, _ text: String) async throws {
        try await bptui.keys(":")
        try await bptui.terminal.sendLiteral(text)
        try await bptui.wait("the prompt shows \(text)") { $0.contains(text) }
        try await bptui.keys("Enter")
    }

    @Test("n over calls, F back to the caller, :until to a line")
    func lines() async throws {
        let program = try Self.calls()
        try await BptuiScreen.run(["-w", "counter", program.path]) { bptui in
            try await bptui.waitForHeader("stopped at main")
            for line in 8...9 {
                try await bptui.keys("n")
                try await bptui.waitForHeader("program.c:\(line)")
            }
            try await bptui.keys("n")
            let over = try await bptui.waitForHeader("program.c:10")
            #expect(over.header.contains("stepped to main"))
            #expect(over.header.contains("1 hit"), "what is stepped over is watched")

            try await command(bptui, "until bump")
            try await bptui.waitForHeader("stopped at bump")
            try await bptui.keys("F")
            let back = try await bptui.waitForHeader("returned to main")
            #expect(back.header.contains("program.c:10"))
            try await command(bptui, "until program.c:11")
            try await bptui.waitForHeader("program.c:11")
            try await command(bptui, "until nowhere")
            try await bptui.wait("the place is refused") { $0.contains("no function 'nowhere'") }
            try await bptui.keys("Escape")
            try await bptui.wait("the prompt is gone") { !$0.contains("no function 'nowhere'") }
            try await bptui.keys("c")
            try await bptui.waitForHeader("exited with 6")
            try await bptui.keys("n")
            try await bptui.waitForFooter("nothing to step")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("n without line numbers does one instruction and says why")
    func noLines() async throws {
        let program = try CompiledProgram(
            "int main(void) { return 0; }", compiler: .gcc, flags: ["-O0"])
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at main")
            try await bptui.keys("n")
            try await bptui.waitForHeader("stepped to main")
            try await bptui.waitForFooter("one instruction")
            try await bptui.quit()
        }
    }

    private static func crashing() throws -> CompiledProgram {
        try CompiledProgram(
            """
            #include <signal.h>
            #include <unistd.h>
            int got;
            static void take(int number) { got = number; }
            int main(void) {
                alarm(60);
                signal(SIGUSR1, take);
                raise(SIGUSR1);
                return got == SIGUSR1 ? 3 : 4;
            }
            """, compiler: .gcc, flags: ["-g", "-O0"])
    }

    @Test("a signal that stops is delivered by c, and dropped by :continue nosignal")
    func signals() async throws {
        let program = try Self.crashing()
        for (isDelivered, status) in [(true, 3), (false, 4)] {
            try await BptuiScreen.run(["--signal", "USR1=stop", program.path]) { bptui in
                try await bptui.waitForHeader("stopped at main")
                try await bptui.keys("c")
                try await bptui.waitForHeader("SIGUSR1 at")
                try await bptui.waitForFooter(":continue nosignal drops it")
                if isDelivered { try await bptui.keys("c") } else { try await command(bptui, "continue nosignal") }
                try await bptui.waitForHeader("exited with \(status)")
                try await bptui.keys("q")
                try await bptui.expectExit(0)
            }
        }
    }

    @Test("a crash stops the screen before it happens; :signal passes it on")
    func crash() async throws {
        let program = try CompiledProgram(
            """
            #include <unistd.h>
            int main(void) {
                alarm(60);
                return *(volatile int *)0;
            }
            """, compiler: .gcc, flags: ["-g", "-O0"])
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at main")
            try await bptui.keys("c")
            let stop = try await bptui.waitForHeader("SIGSEGV at main")
            #expect(stop.header.contains("program.c:4"))
            try await bptui.keys("c")
            try await bptui.waitForHeader("killed by SIGSEGV")
            try await bptui.keys(":")
            try await bptui.terminal.sendLiteral("signal segv")
            try await bptui.keys("Tab")
            try await bptui.wait("the name is completed") { $0.contains("signal SIGSEGV") }
            try await bptui.terminal.sendLiteral("pass")
            try await bptui.keys("Enter")
            try await bptui.waitForFooter("SIGSEGV is passed on from now on")
            try await bptui.keys("r")
            try await bptui.waitForHeader("stopped at main")
            try await bptui.keys("c")
            try await bptui.waitForHeader("killed by SIGSEGV")
            try await bptui.keys("q")
            try await bptui.expectExit(0)
        }
    }

    @Test("--non-stop: one thread is stopped, another prints on")
    func nonStop() async throws {
        let program = try CompiledProgram(
            """
            #include <pthread.h>
            #include <stdio.h>
            #include <unistd.h>
            long counter;
            static void *store(void *unused) {
                counter = 7;
                return unused;
            }
            int main(void) {
                alarm(60);
                setvbuf(stdout, NULL, _IOLBF, 0);
                pthread_t thread;
                pthread_create(&thread, NULL, store, NULL);
                for (long n = 0;; n++) {
                    printf("tick %ld\\n", n);
                    usleep(20000);
                }
            }
            """, compiler: .gcc, flags: ["-g", "-O0", "-pthread"])
        try await BptuiScreen.run(["--non-stop", "-w", "counter,stop", program.path]) { bptui in
            try await bptui.waitForHeader("stopped at main")
            try await bptui.keys("c")
            try await bptui.waitForHeader("stopped by DR0")
            func tick(_ text: String) -> Int { text.matches(of: /tick (\d+)/).last.flatMap { Int($0.1) } ?? -1 }
            let first = tick(try await bptui.waitForBox("Output", "ticks") { tick($0) >= 0 })
            try await bptui.waitForBox("Output", "ticks on") { tick($0) > first + 5 }
            #expect(try await bptui.screen().header.contains("stopped by DR0"))
            try await bptui.keys("p")
            try await bptui.waitForHeader("paused in")
            try await bptui.quit()
        }
    }
}
