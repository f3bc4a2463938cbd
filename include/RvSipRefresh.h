/* RvSipRefresh.h: part of rvsip.h, kept under this name for existing programs. */
#include "rvsip.h"
