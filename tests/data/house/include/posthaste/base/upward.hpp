// Breaks the rules on purpose: see layers.complaints.
#include <posthaste/nowhere/thing.hpp>
