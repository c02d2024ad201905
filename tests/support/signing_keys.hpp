// SPDX-License-Identifier: MIT
// Private keys for tests: the two that RFC 8463 appendix A.1 publishes, and some that are of no use for DKIM.
#pragma once

namespace posthaste::test {

constexpr const char* rfc8463_ed25519_key = "-----BEGIN PRIVATE KEY-----\n"
                                            "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
                                            "-----END PRIVATE KEY-----\n";

constexpr const char* rfc8463_rsa_key = "-----BEGIN RSA PRIVATE KEY-----\n"
                                        "MIICXQIBAAKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQi\n"
                                        "Y/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqM\n"
                                        "KrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB\n"
                                        "AoGAH0cxOhFZDgzXWhDhnAJDw5s4roOXN4OhjiXa8W7Y3rhX3FJqmJSPuC8N9vQm\n"
                                        "6SVbaLAE4SG5mLMueHlh4KXffEpuLEiNp9Ss3O4YfLiQpbRqE7Tm5SxKjvvQoZZe\n"
                                        "zHorimOaChRL2it47iuWxzxSiRMv4c+j70GiWdxXnxe4UoECQQDzJB/0U58W7RZy\n"
                                        "6enGVj2kWF732CoWFZWzi1FicudrBFoy63QwcowpoCazKtvZGMNlPWnC7x/6o8Gc\n"
                                        "uSe0ga2xAkEA8C7PipPm1/1fTRQvj1o/dDmZp243044ZNyxjg+/OPN0oWCbXIGxy\n"
                                        "WvmZbXriOWoSALJTjExEgraHEgnXssuk7QJBALl5ICsYMu6hMxO73gnfNayNgPxd\n"
                                        "WFV6Z7ULnKyV7HSVYF0hgYOHjeYe9gaMtiJYoo0zGN+L3AAtNP9huqkWlzECQE1a\n"
                                        "licIeVlo1e+qJ6Mgqr0Q7Aa7falZ448ccbSFYEPD6oFxiOl9Y9se9iYHZKKfIcst\n"
                                        "o7DUw1/hz2Ck4N5JrgUCQQCyKveNvjzkkd8HjYs0SwM0fPjK16//5qDZ2UiDGnOe\n"
                                        "uEzxBDAr518Z8VFbR41in3W4Y3yCDgQlLlcETrS+zYcL\n"
                                        "-----END RSA PRIVATE KEY-----\n";

constexpr const char* p256_key = "-----BEGIN PRIVATE KEY-----\n"
                                 "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0+ua1Bn7smBGcSNe\n"
                                 "ewTsoDoYtR3uhoZ6ykEYFhU9lOOhRANCAATa0yauSebOgGXnl5UxueYo69WC2Zgg\n"
                                 "rrxNCop7NpbfUG7v/b0E3cIaJ9WmGQ9Uw8BtpYsgd8LEYDUneUfvWfwp\n"
                                 "-----END PRIVATE KEY-----\n";

constexpr const char* key_with_pass_phrase = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                                             "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhBXlw4GH9R+AICCAAw\n"
                                             "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIrmnaNIGDi+80ZExvifLuwEQOm8\n"
                                             "H5aAW8yvPZGms37Bj1xkGVPQQT/EO5luDr3QKonuHKeq1aAQLVDqeFYAGDLUQJZb\n"
                                             "/lkyr3lpfm4iAyduOHk=\n"
                                             "-----END ENCRYPTED PRIVATE KEY-----\n";

constexpr const char* rsa512_key = "-----BEGIN PRIVATE KEY-----\n"
                                   "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEA11KFUzIE7zL6N8fy\n"
                                   "hhhE0iwpxN5ZobDG6/8VRx3/kvzkRKuWKpT3sCWHFmNrzZ4rMbgqZrzpjKi7FvV/\n"
                                   "ekWjhQIDAQABAkAZR1jbsY2ev29cyR6R25uIySKGOExxjR1ta18GIGF20f521clg\n"
                                   "gxcTjwqeWXkB6K1XQlib2Zp9MREjCmjji8YBAiEA/d1PMJtDzl0CbKRNgravZQab\n"
                                   "hRe//a2cebz0+sMRjUECIQDZIjZCWO8WVnXhPKWJav1wZMAm7rCVIt9Tg86+rZlR\n"
                                   "RQIhAOH5esE4pF3wevT8OCbPuUcDX7JUVslYHf5bjfIda+VBAiEAmvPYRtbSoF1J\n"
                                   "OFigRYXNoVS079OsvnEpcJ8Cfn7CiAUCIFa6KB0m+6vr/nVgUrM0I/LTSX0o1RqK\n"
                                   "Pgztuz+tyk9C\n"
                                   "-----END PRIVATE KEY-----\n";

} // namespace posthaste::test
