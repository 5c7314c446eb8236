import TestSupport
import Testing

/// The program's own terminal: what it draws there, and what it is typed.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: Hardware.fires, "the machine's debug registers do not fire (bptui doctor)"))
struct ScreenOutputTests {
    /// A bar in one line, then three bars drawn over themselves, as builders and downloaders do.
    private static func building() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <stdio.h>
            #include <unistd.h>
            int counter;
            int main(void) {
                alarm(60);
                for (int i = 0; i <= 100; i++) {
                    printf("\r\033[K\033[32m%.*s\033[0m one %d%%", i / 10, "##########", i);
                    fflush(stdout);
                    counter = i;
                }
                printf("\n\n\n\n");
                for (int i = 0; i <= 100; i += 2) {
                    printf("\033[3A");
                    for (int layer = 0; layer < 3; layer++)
                        printf("layer %d \033[1;38;2;255;105;180m%d%%\033[m\033[K\n", layer, i);
                }
                printf("\033]0;owned\007\033[1;44m built \033[0m");
                fflush(stdout);
                pause();
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
    }

    /// What a box shows, without its border, empty lines and the width of gaps.
    private static func lines(of box: String) -> [String] {
        box.split(separator: "\n").map { $0.drop { $0 != "│" }.dropFirst().prefix { $0 != "│" } }
            .map { String($0).split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    }

    @Test("progress bars draw over themselves, in their colours")
    func progress() async throws {
        let program = try Self.building()
        try await BptuiScreen.run(["-w", "counter", program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.keys("BTab")
            // The pane grows with the focus, and only then has room for the first line too.
            let output = try await bptui.waitForBox("Output", "shows the first line and the last") {
                // A frame that is half painted has it twice.
                $0.ranges(of: "built").count == 1 && $0.contains("one 100%")
            }
            let lines = Self.lines(of: output)
            #expect(
                lines == ["########## one 100%", "layer 0 100%", "layer 1 100%", "layer 2 100%", "built"], "\(output)")
            // Tango's green on the theme's ground, the program's pink, and its own blue ground.
            let styled = try await bptui.terminal.captureStyled()
            for color in ["38;2;78;154;6", "38;2;255;105;180", "48;2;52;101;164"] {
                #expect(styled.contains(color), "\(color)")
            }
            try await bptui.quit()
        }
    }

    /// Tells what it is typed, byte by byte: `^` for ESC. Tells its terminal's size, and of SIGINT.
    private static func listening() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <errno.h>
            #include <signal.h>
            #include <stdio.h>
            #include <sys/ioctl.h>
            #include <termios.h>
            #include <unistd.h>
            int typed;
            static volatile sig_atomic_t sized, interrupted;
            static void note(int number) { if (number == SIGINT) interrupted = 1; else sized = 1; }
            int main(void) {
                alarm(60);
                struct termios modes;
                tcgetattr(0, &modes);
                modes.c_lflag &= ~(ICANON | ECHO);
                tcsetattr(0, TCSANOW, &modes);
                struct sigaction action = {.sa_handler = note};
                sigaction(SIGINT, &action, NULL);
                sigaction(SIGWINCH, &action, NULL);
                setvbuf(stdout, NULL, _IONBF, 0);
                printf("\033[?1h\033[?2004hasks\033[6n");
                for (;;) {
                    unsigned char byte;
                    ssize_t count = read(0, &byte, 1);
                    if (count < 0 && errno == EINTR && sized) {
                        struct winsize size;
                        ioctl(0, TIOCGWINSZ, &size);
                        sized = 0;
                        printf("\nsize %dx%d\n", size.ws_col, size.ws_row);
                    } else if (count < 0 && errno == EINTR && interrupted) {
                        interrupted = 0;
                        printf("\ninterrupted\n");
                    } else if (count == 1) {
                        typed++;
                        putchar(byte == 27 ? '^' : byte < 32 || byte > 126 ? '?' : byte);
                        if (byte == 'R' || byte == '.') putchar('\n');
                    } else if (count == 0) {
                        return 0;
                    }
                }
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
    }

    @Test("o: keys, Alt, pastes, Ctrl-C and the size reach the program; its question for the cursor is answered")
    func typing() async throws {
        let program = try Self.listening()
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.waitForBox("Output", "asks^[1;5R")
            try await bptui.keys("o")
            try await bptui.waitForBox("Output", "keyboard")
            try await bptui.terminal.waitFor("#{cursor_flag}", toBe: "1")
            try await bptui.keys("Up", "F5", "M-x", "Home")
            try await bptui.terminal.sendLiteral(".")
            try await bptui.waitForBox("Output", "^OA^[15~^x^OH.")
            try await bptui.terminal.paste("two\nlines")
            try await bptui.waitForBox("Output", "^[200~two")
            try await bptui.waitForBox("Output", "lines^[201~")
            try await bptui.keys("C-c")
            try await bptui.waitForBox("Output", "interrupted")
            try await bptui.terminal.resize(width: 160, height: 48)
            try await bptui.waitForBox("Output", "knows the new size") { text in
                // Its pane without border and margin.
                let lines = text.split(separator: "\n")
                return text.contains("size \(lines[0].count - 4)x\(lines.count - 2)")
            }
            try await bptui.keys("C-]")
            try await bptui.wait("the keyboard is back") { $0.box("Output")?.contains("keyboard") == false }
            try await bptui.quit()
        }
    }

    @Test("o: cursor and function keys keep their modifiers")
    func modifiers() async throws {
        let program = try Self.listening()
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.waitForBox("Output", "asks^[1;5R")
            try await bptui.keys("o")
            try await bptui.waitForBox("Output", "keyboard")
            try await bptui.keys("C-Right", "S-Up", "M-Left", "C-Home", "Up")
            try await bptui.terminal.sendLiteral(".")
            try await bptui.waitForBox("Output", "^[1;5C^[1;2A^[1;3D^[1;5H^OA.")
            try await bptui.keys("C-S-End", "C-NPage", "S-DC", "S-F5", "C-F1")
            try await bptui.terminal.sendLiteral(".")
            try await bptui.waitForBox("Output", "^[1;6F^[6;5~^[3;2~^[15;2~^[1;5P.")
            try await bptui.keys("C-]")
            try await bptui.wait("the keyboard is back") { $0.box("Output")?.contains("keyboard") == false }
            try await bptui.quit()
        }
    }

    @Test("text scrolls above an installer's bar, and what has scrolled away can be scrolled to")
    func scrollRegion() async throws {
        let program = try CompiledProgram(
            #"""
            #include <stdio.h>
            #include <sys/ioctl.h>
            #include <unistd.h>
            int main(void) {
                alarm(60);
                getchar();
                struct winsize size;
                ioctl(1, TIOCGWINSZ, &size);
                int rows = size.ws_row;
                // As apt does.
                printf("\n\0337\033[0;%dr\0338\033[1A", rows - 1);
                for (int i = 0; i <= 100; i++)
                    printf("unpacking %d\n\0337\033[%d;0f\033[42m\033[30mProgress: %d%%\033[49m\033[39m\0338", i, rows, i);
                fflush(stdout);
                getchar();
                printf("\n\0337\033[0;%dr\0338\033[1A\033[Jready\n", rows);
                fflush(stdout);
                pause();
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c", "o")
            try await bptui.waitForBox("Output", "keyboard")
            try await bptui.keys("Enter")
            let bar = try await bptui.waitForBox("Output", "the last package and the bar") {
                $0.contains("unpacking 100") && $0.contains("Progress: 100%")
            }
            #expect(!bar.contains("bptui --tty"))
            let lines = Self.lines(of: bar)
            #expect(lines.suffix(3) == ["unpacking 99", "unpacking 100", "Progress: 100%"], "\(bar)")
            try await bptui.keys("Enter")
            try await bptui.waitForBox("Output", "the bar is gone") { $0.contains("ready") && !$0.contains("Progress") }
            try await bptui.keys("C-]")
            try await bptui.wait("the keyboard is back") { $0.box("Output")?.contains("keyboard") == false }
            try await bptui.keys("BTab", "Home")
            try await bptui.waitForBox("Output", "the first package") {
                $0.contains("unpacking 0") || $0.contains("unpacking 1 ")
            }
            try await bptui.quit()
        }
    }

    @Test("a paste that is longer than the program's terminal takes at once arrives whole")
    func longPaste() async throws {
        let program = try CompiledProgram(
            #"""
            #include <stdio.h>
            #include <termios.h>
            #include <unistd.h>
            int main(void) {
                alarm(60);
                struct termios modes;
                tcgetattr(0, &modes);
                cfmakeraw(&modes);
                tcsetattr(0, TCSANOW, &modes);
                printf("ready\r\n");
                fflush(stdout);
                // Reads nothing until the first of it has come, and some time after.
                usleep(500000);
                long count = 0;
                for (char byte = 0; byte != '.' && read(0, &byte, 1) == 1;) count++;
                printf("read %ld\r\n", count);
                fflush(stdout);
                pause();
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.waitForBox("Output", "ready")
            try await bptui.keys("o")
            try await bptui.waitForBox("Output", "keyboard")
            // tmux takes no longer arguments.
            for _ in 0..<15 { try await bptui.terminal.paste(String(repeating: "text ", count: 1600)) }
            try await bptui.terminal.paste(".")
            try await bptui.waitForBox("Output", "read 120001")
            try await bptui.keys("C-]")
            try await bptui.wait("the keyboard is back") { $0.box("Output")?.contains("keyboard") == false }
            try await bptui.quit()
        }
    }

    @Test("a full-screen program is told what it wants, and its screen is not shown")
    func fullScreen() async throws {
        let program = try CompiledProgram(
            #"""
            #include <stdio.h>
            #include <unistd.h>
            int main(void) {
                alarm(60);
                printf("before\n\033[?1049h\033[2J\033[Hthe editor");
                fflush(stdout);
                getchar();
                printf("\033[?1049lafter\n");
                fflush(stdout);
                pause();
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
        try await BptuiScreen.run([program.path]) { bptui in
            try await bptui.waitForHeader("stopped at")
            try await bptui.keys("c")
            try await bptui.wait("the way out is told") { $0.contains("bptui --tty") && !$0.contains("the editor") }
            try await bptui.keys("o", "Enter")
            let output = try await bptui.waitForBox("Output", "after")
            #expect(output.contains("before") && !output.contains("editor"))
            try await bptui.keys("C-]")
            try await bptui.wait("the keyboard is back") { $0.box("Output")?.contains("keyboard") == false }
            try await bptui.quit()
        }
    }
}
