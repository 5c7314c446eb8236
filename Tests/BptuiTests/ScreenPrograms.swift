import TestSupport

/// Programs that tests of the screen watch; they end by themselves should anything leave them behind.
enum ScreenPrograms {
    /// Stores to `counter` in `bump` (line 8), then to `record.limit` in `settle` (line 9), and says so, `rounds` times.
    static func counting(rounds: Int) throws -> CompiledProgram {
        try CompiledProgram(
            """
            #include <stdint.h>
            #include <stdio.h>
            #include <unistd.h>
            uint64_t counter;
            uint32_t other;
            struct { char name[24]; uint32_t limit; } record;
            char buffer[24] __attribute__((aligned(8)));
            static void bump(void) { counter = counter + 1; }
            static void settle(void) { record.limit = (uint32_t)counter * 2; other = 7; }
            int main(void) {
                alarm(60);
                setvbuf(stdout, NULL, _IOLBF, 0);
                for (int i = 0; i < \(rounds); i++) {
                    bump();
                    settle();
                    printf("counter is %d\\n", (int)counter);
                }
                return 3;
            }
            """, compiler: .gcc, flags: ["-g", "-O0"])
    }

    /// Repeats each line that is typed for it, between brackets.
    static func echoing() throws -> CompiledProgram {
        try CompiledProgram(
            """
            #include <stdio.h>
            #include <string.h>
            #include <unistd.h>
            int typed;
            int main(void) {
                alarm(60);
                setvbuf(stdout, NULL, _IOLBF, 0);
                printf("who is there?\\n");
                char line[200];
                while (fgets(line, sizeof line, stdin)) {
                    line[strcspn(line, "\\n")] = 0;
                    typed = (int)strlen(line);
                    printf("heard [%s]\\n", line);
                }
                printf("silence\\n");
                return 0;
            }
            """, compiler: .gcc, flags: ["-g", "-O0"])
    }

    /// Prints what would take a terminal apart, and then a line that is harmless.
    static func garbling() throws -> CompiledProgram {
        try CompiledProgram(
            #"""
            #include <stdio.h>
            #include <unistd.h>
            int counter;
            int main(void) {
                alarm(60);
                // Resets, sets a region, clears the screen, leaves the alternate one, moves, colours, shifts to line drawing,
                // sets the title, asks for reports, rings; then controls of one byte, C1 controls as UTF-8 and as raw bytes,
                // and half a character.
                printf("\033c\033[1;9r\033[2J\033[H\033[?1049lregion \033[31;1mred\033[0m \033(0lqqk\033(B \033]0;owned\007title\n");
                printf("\033[6n\033[c\007bell \016shift\017 back\b\b\n");
                printf("\033[?25l \xc2\x9b""2Jc1 \x9b""31mraw \xe2\x94 half \xff\n");
                printf("wide \xe6\xbc\xa2\xe5\xad\x97 and \xe2\x80\xae""reversed\xe2\x80\xac text\n");
                counter = 1;
                printf("all is well\n");
                return 0;
            }
            """#, compiler: .gcc, flags: ["-g", "-O0"])
    }
}
