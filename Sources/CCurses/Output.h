#ifndef CC_OUTPUT_H
#define CC_OUTPUT_H

/// From now on what ncurses writes to its descriptor is queued, and a thread writes it to the terminal. Negative when that
/// cannot be: all stays as it was.
int cc_start_output(int descriptor);
/// Gives ncurses the terminal back for good, and ends the thread.
void cc_stop_output(void);
/// ncurses works on the terminal itself, with what was queued behind it, until `cc_give_terminal`: it sets the modes.
void cc_take_terminal(void);
void cc_give_terminal(void);
/// Where bytes for the terminal go.
int cc_output(int tty);
/// For a fatal signal's handler: nothing of what is queued is written any more.
void cc_discard_output(void);

#endif
