// Breaks the rules on purpose: see layers.complaints.
#include <posthaste/app/submit.hpp>
#include <posthaste/smtp/session.hpp>
