// What Swift cannot import of ncurses as it is (macros, variadics, globals) and what must be async-signal-safe C.
// One screen a process; all functions belong to the main thread. A result ≥ 0 is success, -errno a failure.
#ifndef C_CURSES_H
#define C_CURSES_H

#include <stdint.h>

// MARK: Terminal description

/// Loads the description of `term` and leaves it current for tigetstr and its like: 1 when found, 0 when there is no
/// such entry, -1 when there is no database.
int cc_load_description(const char *_Nonnull term, int tty);
/// Frees the description that `cc_load_description` made current.
void cc_free_description(void);

enum { CC_BOOLEANS = 44, CC_NUMBERS = 39, CC_STRINGS = 414 };
/// Name of the predefined capability at `index` of the compiled format's order, term(5).
const char *_Nonnull cc_boolean_name(int index);
const char *_Nonnull cc_number_name(int index);
const char *_Nonnull cc_string_name(int index);
/// A string capability of the current description; null when it is absent or cancelled.
const char *_Nullable cc_string_capability(const char *_Nonnull name);

// MARK: Screen

/// Opens the terminal as a screen with raw, silent, non-blocking input: 0 or -EINVAL when ncurses refuses.
/// `escape_delay`: milliseconds that a lone Escape waits for the rest of a sequence.
int cc_open_screen(const char *_Nonnull term, int tty, int escape_delay);
/// Leaves the alternate screen and frees everything; a second call does nothing.
void cc_close_screen(void);
/// Leaves the alternate screen for the time of a suspension; the next flush enters it again.
void cc_suspend_screen(void);
/// Enters the alternate screen again and repaints it as it was.
void cc_resume_screen(void);
/// Sends every cell again at the next flush.
void cc_repaint(void);
/// Height and width of the terminal as the kernel knows them; 0 or -errno.
int cc_terminal_size(int tty, int *_Nonnull rows, int *_Nonnull columns);
/// Gives ncurses the new size and forgets what the terminal shows, so that the next flush repaints it all.
void cc_resize_screen(int rows, int columns);
int cc_rows(void);
int cc_columns(void);

/// Turns colours on, with -1 as the terminal's own: 0, or -ENOTSUP where there are none.
int cc_start_color(void);
int cc_pair_limit(void);
/// Defines a pair; a colour of -1 is the terminal's own.
int cc_define_pair(int pair, int foreground, int background);

enum { CC_BOLD = 1, CC_DIM = 2, CC_UNDERLINE = 4, CC_REVERSE = 8 };
enum { CC_SCALARS = 5 };

/// A character of one or two columns with its combining marks.
typedef struct {
    uint32_t scalars[CC_SCALARS];
    uint8_t count;
    uint8_t attributes;
    int32_t pair;
} cc_cell;

/// Puts cells side by side, clipped at the right edge; a wide one takes two columns.
int cc_put_cells(int row, int column, const cc_cell *_Nonnull cells, int count);
/// Shows the cursor there, or hides it when `row` is negative.
void cc_place_cursor(int row, int column);
/// Sends what changed to the terminal.
void cc_flush(void);
/// Columns of a character as the C library counts them; -1 for a control character.
int cc_width(uint32_t scalar);
/// Whether the terminal has not taken all yet that was sent.
int cc_output_pending(void);
/// Sends bytes to the terminal as they are, behind what was flushed.
int cc_write(int tty, const char *_Nonnull bytes, int count);

// MARK: Input

typedef enum { CC_NOTHING, CC_CHARACTER, CC_KEY } cc_input;
/// The next character or ncurses key, without waiting.
cc_input cc_read(uint32_t *_Nonnull code);
/// Makes `sequence` arrive as the key `code`.
void cc_define_key(const char *_Nonnull sequence, int code);

typedef enum {
    CC_MOUSE_NONE,
    CC_MOUSE_OTHER,
    CC_MOUSE_PRESS,
    CC_MOUSE_DRAG,
    CC_MOUSE_RELEASE,
    CC_MOUSE_WHEEL_UP,
    CC_MOUSE_WHEEL_DOWN
} cc_mouse;
void cc_start_mouse(void);
/// The next of the mouse's actions that KEY_MOUSE stands for, and where; CC_MOUSE_NONE after the last.
cc_mouse cc_read_mouse(int *_Nonnull row, int *_Nonnull column);
/// Whether the terminal's other end is gone.
int cc_vanished(int tty);

// MARK: Signals

/// Sets the handlers: WINCH, TERM, HUP, INT, QUIT, TSTP and CONT become bytes in a pipe, whose reading end is the result;
/// the fatal ones restore the terminal and go to whoever handled them before. Unblocks all of these in this thread.
int cc_open_signals(int tty);
/// Sets them again after something else, such as newterm, may have set its own.
void cc_renew_signals(void);
/// Puts the handlers back that were there before; a second call does nothing.
void cc_close_signals(void);
/// The next signal of the pipe, or 0.
int cc_next_signal(int pipe);
/// What a fatal signal's handler writes before the terminal's modes are put back; at most 1024 bytes.
void cc_set_reset_string(const char *_Nonnull bytes, int count);
/// Stops this process as Ctrl-Z does and returns when it goes on, in the terminal's foreground.
/// Puts a SIGCONT into the pipe even where the kernel refused to stop an orphaned process group.
void cc_stop_here(int tty);
/// The terminal's modes as they were before `cc_open_signals`.
void cc_restore_modes(int tty);

#endif
