#include "CLinuxTracing.h"
int bt_placeholder(void) { return 0; }
