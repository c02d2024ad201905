// SPDX-License-Identifier: MIT
// Values of parameters and names of files out of any bytes: lines of at most 78 octets, and read back as given.
#include "support/field_reader.hpp"

#include <posthaste/mime/attachment_type.hpp>
#include <posthaste/mime/parameters.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>

namespace {

using namespace posthaste;

void require(bool holds, std::string_view what) {
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", printable(what).c_str());
    std::abort();
}

void check_field(const mime::Field& field, const std::string& parameter, const std::string& value) {
    require(is_ascii(field.body), field.body);
    const auto problem = test::problem_of(field.name, field.body);
    require(problem.empty(), problem);
    require(test::read_parameter(field.body, parameter) == value, field.body);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    check_field({"Content-Type", "a/b" + mime::parameter("charset", text)}, "charset", text);
    const auto field = mime::parameter_field("Content-Type", "a/b", {{"x", "y"}, {"value", text}, {"end", text}});
    check_field(field, "value", text);
    check_field(field, "end", text);

    const auto type = mime::check_content_type(text);
    require(type || type.error().kind == ErrorKind::usage, text);
    if (type) {
        const auto problem = test::problem_of("Content-Type", *type, 998);
        require(problem.empty() && is_ascii(*type), *type);
    }

    const auto name = mime::file_name(text);
    if (!name) {
        require(name.error().kind == ErrorKind::usage && !name.error().message.empty(), text);
        return 0;
    }
    require(text.ends_with(*name) && !name->empty() && !name->contains('/') && !has_control(*name), *name);
    const auto fields = mime::file_fields("text/plain; charset=UTF-8", "attachment", *name);
    check_field(fields.at(1), "filename", *name);
    check_field(fields.at(0), "charset", "UTF-8");
    if (const auto raw = test::raw_parameters(fields.at(0).body); raw.contains("name"))
        require(test::read_text(raw.at("name")) == *name, fields.at(0).body);
    return 0;
}
