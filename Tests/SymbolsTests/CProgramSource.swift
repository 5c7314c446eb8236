enum CProgramSource {
    /// Prints the addresses of its own things, then waits.
    static let main = #"""
        #include <stdbool.h>
        #include <stdint.h>
        #include <stdio.h>
        #include <uchar.h>
        #define SHOW(what) printf("%s %p\n", #what, (void *)&(what))
        enum color { RED, GREEN = 5, NONE = -1 };
        struct limits { int min; int max; };
        typedef struct node { struct node *next; int value; } node_t;
        struct hidden;
        struct config {
            char name[8];
            struct limits limits[3];
            unsigned mode : 3;
            unsigned level : 5;
            double ratio;
            enum color color;
            struct config *parent;
            int matrix[2][3];
            union { int as_int; float as_float; };
            union { short first; long second; } choice;
        };
        long counter = 41;
        static unsigned int hits = 7;
        const volatile uint64_t stamp = 9;
        uint8_t small = 3;
        bool flag = true;
        char letter = 'A';
        float ratio32 = 0.5f;
        double ratio64 = 0.25;
        long double ratio80 = 0.125L;
        enum color paint = GREEN;
        char32_t wide = U'x';
        struct config config = { .name = "main", .limits = { {1, 2}, {3, 4}, {5, 6} } };
        struct config child = { .parent = &config };
        node_t last = { 0, 2 };
        node_t first = { &last, 1 };
        node_t *head = &first;
        node_t *nothing;
        struct hidden *opaque = (struct hidden *)&counter;
        int grid[2][3];
        int index_of = 2;
        int (*callback)(int, char *);
        void *anything = &counter;
        __thread int own;
        __attribute__((noinline)) int *bump(void) { static int calls = 4; calls++; __asm__ volatile("" ::: "memory"); return &calls; }
        __attribute__((noinline)) void touch(long amount) {
            counter += amount; /* the touching line */
            __asm__ volatile("" ::: "memory");
        }
        int main(void) {
            touch(1);
            own = 1;
            SHOW(counter); SHOW(hits); SHOW(stamp); SHOW(small); SHOW(flag); SHOW(letter); SHOW(ratio32); SHOW(ratio64);
            SHOW(ratio80); SHOW(paint); SHOW(wide); SHOW(config); SHOW(config.name[2]); SHOW(config.limits[2].max);
            SHOW(config.ratio); SHOW(config.matrix[1][2]); SHOW(config.as_float); SHOW(config.choice.second);
            SHOW(child); SHOW(head); SHOW(head->next->value); SHOW(nothing); SHOW(grid[1]); SHOW(grid[1][index_of]);
            SHOW(callback); SHOW(anything); SHOW(opaque); SHOW(index_of);
            printf("bump::calls %p\nmain %p\ntouch %p\n", (void *)bump(), (void *)main, (void *)touch);
            puts("ready");
            fflush(stdout);
            getchar();
            return 0;
        }
        """#

    /// The number of the line in `main` that contains a text.
    static func line(of text: String) -> Int {
        main.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains(text) }! + 1
    }
}
