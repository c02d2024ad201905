// SPDX-License-Identifier: MIT
// Certificates for tests, made at run time in a temporary directory: an authority and leaves with one fault each.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace posthaste::test {

// Good leaves are for localhost, mail.example.test, 127.0.0.1 and ::1 unless said otherwise.
enum class Leaf : std::uint8_t {
    good,
    wrong_host,      // other.example.test, localhost.evil.test
    expired,         // ten days ago
    not_yet_valid,   // in ten days
    self_signed,     // by itself, no authority
    other_authority, // "Other Root", which ca_file() does not hold
    client_purpose,  // extended key usage clientAuth only
    ip_only,         // iPAddress names only
    ip_as_dns,       // dNSName 127.0.0.1
    common_name,     // CN=localhost and no subjectAltName
    nul_name,        // dNSName "localhost\0.evil.test"
    upper_case,      // LocalHost
    wildcard,        // *.example.test
    wildcard_part,   // m*l.example.test
    wildcard_all,    // *
    wildcard_tld,    // *.test
    chained,         // by an intermediate authority, which is in the file
    no_chain,        // the same without the intermediate
    by_leaf,         // issued by a leaf, "no authority", which is in the file
    weak_key,        // RSA of 1024 bits
    client,          // for a client: user@example.test, clientAuth
};

struct CertificateFiles {
    std::string certificate; // PEM, the leaf first
    std::string key;         // PEM
};

class TestCa {
  public:
    TestCa();
    ~TestCa(); // removes the directory
    TestCa(const TestCa&) = delete;
    TestCa& operator=(const TestCa&) = delete;

    [[nodiscard]] const std::string& directory() const;
    [[nodiscard]] std::string ca_file() const;          // "Test Root"
    [[nodiscard]] std::string other_ca_file() const;    // "Other Root"
    [[nodiscard]] std::string hashed_directory() const; // "Test Root" by hash, as openssl rehash leaves it
    [[nodiscard]] CertificateFiles leaf(Leaf kind);     // made when first asked for
    std::string write(const std::string& name, const std::string& text); // a file in the directory; its path

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace posthaste::test
