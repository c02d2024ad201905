// Breaks the rules on purpose: see layers.complaints.
#include <openssl/ssl.h>
#include <iostream>
