// Breaks the rules on purpose: see layers.complaints.
#include <posthaste/base/error.hpp>
#include <posthaste/net/stream.hpp>
