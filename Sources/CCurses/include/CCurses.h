#ifndef C_CURSES_H
#define C_CURSES_H
int cc_placeholder(void);
#endif
