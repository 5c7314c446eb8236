#ifndef C_LINUX_TRACING_H
#define C_LINUX_TRACING_H
int bt_placeholder(void);
#endif
