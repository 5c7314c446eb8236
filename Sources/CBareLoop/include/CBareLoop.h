#ifndef C_BARE_LOOP_H
#define C_BARE_LOOP_H
int bare_placeholder(void);
#endif
