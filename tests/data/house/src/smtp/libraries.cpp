// Breaks the rules on purpose: see layers.complaints.
#include "../net/private.hpp"
#include <posthaste/mail/address.hpp>
#include <openssl/ssl.h>
# include <iostream>
