// The target is headers only; SwiftPM wants one C file.
#include "CLinux.h"
