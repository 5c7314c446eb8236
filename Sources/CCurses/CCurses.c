#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#include "CCurses.h"
#include "Output.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

_Static_assert(CC_BOOLEANS == BOOLCOUNT && CC_NUMBERS == NUMCOUNT && CC_STRINGS == STRCOUNT, "term(5) has other tables");
_Static_assert(CC_SCALARS == CCHARW_MAX, "a cell of ncurses holds another number of characters");

// MARK: Terminal description

int cc_load_description(const char *term, int tty) {
    int found = 0;
    if (setupterm(term, tty, &found) == OK) return 1;
    return found < 0 ? -1 : 0;
}

void cc_free_description(void) {
    if (cur_term) del_curterm(cur_term);
}

const char *cc_boolean_name(int index) { return boolnames[index]; }
const char *cc_number_name(int index) { return numnames[index]; }
const char *cc_string_name(int index) { return strnames[index]; }

const char *cc_string_capability(const char *name) {
    const char *value = tigetstr(name);
    return value == (const char *)-1 ? NULL : value;
}

// MARK: Screen

static SCREEN *screen;
static FILE *screen_input, *screen_output;

int cc_open_screen(const char *term, int tty, int escape_delay) {
    screen_input = fdopen(fcntl(tty, F_DUPFD_CLOEXEC, 3), "r");
    screen_output = fdopen(fcntl(tty, F_DUPFD_CLOEXEC, 3), "w");
    if (screen_input && screen_output) screen = newterm(term, screen_output, screen_input);
    if (!screen) {
        if (screen_input) fclose(screen_input);
        if (screen_output) fclose(screen_output);
        screen_input = screen_output = NULL;
        return -EINVAL;
    }
    set_escdelay(escape_delay);
    raw();
    noecho();
    // Enter and Ctrl-J stay apart, and a newline moves the cursor in one byte.
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    // Painting is never put off because a key is waiting.
    typeahead(-1);
    leaveok(stdscr, FALSE);
    // Without the thread a slow terminal holds up the loop, and all else is the same.
    cc_start_output(fileno(screen_output));
    return 0;
}

void cc_close_screen(void) {
    if (!screen) return;
    cc_stop_output();
    if (!isendwin()) endwin();
    delscreen(screen);
    fclose(screen_input);
    fclose(screen_output);
    screen = NULL;
}

void cc_suspend_screen(void) {
    if (!screen || isendwin()) return;
    cc_take_terminal();
    endwin();
}

void cc_resume_screen(void) {
    if (!screen) return;
    cc_take_terminal();
    reset_prog_mode();
    cc_give_terminal();
    clearok(curscr, TRUE);
    wrefresh(stdscr);
}

void cc_repaint(void) {
    if (screen) clearok(curscr, TRUE);
}

int cc_terminal_size(int tty, int *rows, int *cols) {
    struct winsize size;
    if (ioctl(tty, TIOCGWINSZ, &size) < 0) return -errno;
    *rows = size.ws_row;
    *cols = size.ws_col;
    return 0;
}

void cc_resize_screen(int rows, int cols) {
    resize_term(rows, cols);
    werase(stdscr);
    // The terminal has cut or reflowed its lines in its own way.
    clearok(curscr, TRUE);
}

int cc_rows(void) { return getmaxy(stdscr); }
int cc_columns(void) { return getmaxx(stdscr); }

int cc_start_color(void) {
    if (!has_colors() || start_color() == ERR) return -ENOTSUP;
    use_default_colors();
    return 0;
}

int cc_pair_limit(void) { return COLOR_PAIRS; }

int cc_define_pair(int pair, int foreground, int background) {
    return init_extended_pair(pair, foreground, background) == OK ? 0 : -EINVAL;
}

static attr_t attributes_of(uint8_t bits) {
    attr_t result = A_NORMAL;
    if (bits & CC_BOLD) result |= A_BOLD;
    if (bits & CC_DIM) result |= A_DIM;
    if (bits & CC_UNDERLINE) result |= A_UNDERLINE;
    if (bits & CC_REVERSE) result |= A_REVERSE;
    return result;
}

int cc_put_cells(int row, int column, const cc_cell *cells, int count) {
    enum { BATCH = 256 };
    cchar_t batch[BATCH];
    int filled = 0, width = 0;
    for (int i = 0; i < count; i++) {
        wchar_t text[CC_SCALARS + 1] = {0};
        for (int k = 0; k < cells[i].count && k < CC_SCALARS; k++) text[k] = (wchar_t)cells[i].scalars[k];
        // A short cannot name the pairs over 32767; the last argument can.
        int pair = cells[i].pair;
        if (setcchar(&batch[filled], text, attributes_of(cells[i].attributes), 0, &pair) == ERR) return -EINVAL;
        int wide = wcwidth(text[0]);
        width += wide > 0 ? wide : 1;
        if (++filled == BATCH || i + 1 == count) {
            if (mvwadd_wchnstr(stdscr, row, column, batch, filled) == ERR) return -EINVAL;
            column += width;
            filled = width = 0;
        }
    }
    return 0;
}

void cc_place_cursor(int row, int column) {
    // A terminal without these capabilities keeps its cursor where it is parked.
    curs_set(row < 0 ? 0 : 1);
    wmove(stdscr, row < 0 ? 0 : row, row < 0 ? 0 : column);
}

void cc_flush(void) { wrefresh(stdscr); }

int cc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int cc_write(int tty, const char *bytes, int count) {
    if (screen_output) fflush(screen_output);
    while (count > 0) {
        ssize_t written = write(cc_output(tty), bytes, (size_t)count);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return -errno;
        bytes += written;
        count -= (int)written;
    }
    return 0;
}

// MARK: Input

cc_input cc_read(uint32_t *code) {
    wint_t read = 0;
    int kind = wget_wch(stdscr, &read);
    *code = (uint32_t)read;
    return kind == KEY_CODE_YES ? CC_KEY : kind == OK ? CC_CHARACTER : CC_NOTHING;
}

void cc_define_key(const char *sequence, int code) { define_key(sequence, code); }

void cc_start_mouse(void) {
    // Presses at once: no waiting for what might become a click.
    mouseinterval(0);
    mousemask(
        BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED | REPORT_MOUSE_POSITION, NULL);
}

cc_mouse cc_read_mouse(int *row, int *column) {
    // ncurses makes one KEY_MOUSE of all reports that wait, and hands the newest out first.
    static MEVENT waiting[16];
    static int count = 0;
    if (count == 0) {
        while (count < 16 && getmouse(&waiting[count]) == OK) count++;
        if (count == 0) return CC_MOUSE_NONE;
    }
    MEVENT event = waiting[--count];
    *row = event.y;
    *column = event.x;
    if (event.bstate & BUTTON1_PRESSED) return CC_MOUSE_PRESS;
    if (event.bstate & BUTTON1_RELEASED) return CC_MOUSE_RELEASE;
    if (event.bstate & BUTTON4_PRESSED) return CC_MOUSE_WHEEL_UP;
    if (event.bstate & BUTTON5_PRESSED) return CC_MOUSE_WHEEL_DOWN;
    if (event.bstate & REPORT_MOUSE_POSITION) return CC_MOUSE_DRAG;
    return CC_MOUSE_OTHER;
}

int cc_vanished(int tty) {
    struct pollfd look = {.fd = tty, .events = POLLIN};
    if (poll(&look, 1, 0) <= 0) return 0;
    return (look.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0;
}
