#include "CBareLoop.h"
int bare_placeholder(void) { return 0; }
