// SPDX-License-Identifier: MIT
#include "known_types.hpp"

#include <algorithm>
#include <array>

namespace posthaste::mime {

namespace {

struct KnownExtension {
    std::string_view extension, type;
};

// Types as IANA has them, else as the shared MIME database does. An extension that stands for several (asc, gpg, sig)
// has the type that nobody acts on: those for OpenPGP belong to the parts of PGP/MIME.
constexpr auto extensions = std::to_array<KnownExtension>({
    {"7z", "application/x-7z-compressed"},
    {"aac", "audio/aac"},
    {"asc", "text/plain"},
    {"avi", "video/x-msvideo"},
    {"avif", "image/avif"},
    {"bin", "application/octet-stream"},
    {"bmp", "image/bmp"},
    {"bz2", "application/x-bzip2"},
    {"c", "text/x-csrc"},
    {"cfg", "text/plain"},
    {"conf", "text/plain"},
    {"cpp", "text/x-c++src"},
    {"css", "text/css"},
    {"csv", "text/csv"},
    {"deb", "application/vnd.debian.binary-package"},
    {"diff", "text/x-patch"},
    {"doc", "application/msword"},
    {"docm", "application/vnd.ms-word.document.macroenabled.12"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"dotx", "application/vnd.openxmlformats-officedocument.wordprocessingml.template"},
    {"eml", "message/rfc822"},
    {"epub", "application/epub+zip"},
    {"exe", "application/vnd.microsoft.portable-executable"},
    {"flac", "audio/flac"},
    {"gif", "image/gif"},
    {"gpg", "application/octet-stream"},
    {"gz", "application/gzip"},
    {"h", "text/x-chdr"},
    {"heic", "image/heic"},
    {"heif", "image/heif"},
    {"htm", "text/html"},
    {"html", "text/html"},
    {"ico", "image/vnd.microsoft.icon"},
    {"ics", "text/calendar"},
    {"ini", "text/plain"},
    {"jar", "application/java-archive"},
    {"java", "text/x-java"},
    {"jpe", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript"},
    {"json", "application/json"},
    {"jxl", "image/jxl"},
    {"log", "text/plain"},
    {"m4a", "audio/mp4"},
    {"md", "text/markdown"},
    {"mid", "audio/midi"},
    {"mkv", "video/x-matroska"},
    {"mov", "video/quicktime"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"mpeg", "video/mpeg"},
    {"mpg", "video/mpeg"},
    {"odg", "application/vnd.oasis.opendocument.graphics"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"oga", "audio/ogg"},
    {"ogg", "audio/ogg"},
    {"ogv", "video/ogg"},
    {"opus", "audio/ogg"},
    {"otf", "font/otf"},
    {"p12", "application/pkcs12"},
    {"patch", "text/x-patch"},
    {"pdf", "application/pdf"},
    {"pl", "application/x-perl"},
    {"png", "image/png"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"pptm", "application/vnd.ms-powerpoint.presentation.macroenabled.12"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"ps", "application/postscript"},
    {"psd", "image/vnd.adobe.photoshop"},
    {"py", "text/x-python"},
    {"rar", "application/vnd.rar"},
    {"rpm", "application/x-rpm"},
    {"rtf", "application/rtf"},
    {"sh", "application/x-shellscript"},
    {"sig", "application/octet-stream"},
    {"sql", "application/sql"},
    {"svg", "image/svg+xml"},
    {"tar", "application/x-tar"},
    {"tex", "text/x-tex"},
    {"tgz", "application/gzip"},
    {"tif", "image/tiff"},
    {"tiff", "image/tiff"},
    {"toml", "application/toml"},
    {"tsv", "text/tab-separated-values"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain"},
    {"vcf", "text/vcard"},
    {"vsdx", "application/vnd.ms-visio.drawing.main+xml"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webp", "image/webp"},
    {"wmv", "video/x-ms-wmv"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xhtml", "application/xhtml+xml"},
    {"xls", "application/vnd.ms-excel"},
    {"xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"xml", "application/xml"},
    {"xz", "application/x-xz"},
    {"yaml", "application/yaml"},
    {"yml", "application/yaml"},
    {"zip", "application/zip"},
    {"zst", "application/zstd"},
});
static_assert(std::ranges::is_sorted(extensions, {}, &KnownExtension::extension));

using namespace std::string_view_literals; // NUL stands in some

struct Mark {
    std::size_t offset;
    std::string_view octets;
};
struct KnownBeginning {
    std::string_view type;
    Mark first;
    Mark second = {0, {}}; // both must be there
};

constexpr auto beginnings = std::to_array<KnownBeginning>({
    {"application/pdf", {0, "%PDF-"}},
    {"image/png", {0, "\x89PNG\r\n\x1A\n"}},
    {"image/jpeg", {0, "\xFF\xD8\xFF"}},
    {"image/gif", {0, "GIF87a"}},
    {"image/gif", {0, "GIF89a"}},
    {"image/webp", {0, "RIFF"}, {8, "WEBP"}},
    {"image/tiff", {0, "II*\0"sv}},
    {"image/tiff", {0, "MM\0*"sv}},
    {"image/avif", {4, "ftypavif"}},
    {"image/heic", {4, "ftypheic"}},
    {"video/quicktime", {4, "ftypqt  "}},
    {"audio/mp4", {4, "ftypM4A "}},
    {"video/mp4", {4, "ftyp"}},
    {"video/webm", {0, "\x1A\x45\xDF\xA3"}, {31, "webm"}},
    {"video/x-matroska", {0, "\x1A\x45\xDF\xA3"}},
    {"video/x-msvideo", {0, "RIFF"}, {8, "AVI "}},
    {"audio/wav", {0, "RIFF"}, {8, "WAVE"}},
    {"audio/ogg", {0, "OggS"}},
    {"audio/flac", {0, "fLaC"}},
    {"audio/mpeg", {0, "ID3"}},
    {"application/epub+zip", {0, "PK\x03\x04"}, {30, "mimetypeapplication/epub+zip"}},
    {"application/vnd.oasis.opendocument.text",
     {0, "PK\x03\x04"},
     {30, "mimetypeapplication/vnd.oasis.opendocument.textPK"}},
    {"application/zip", {0, "PK\x03\x04"}},
    {"application/zip", {0, "PK\x05\x06"}},
    {"application/gzip", {0, "\x1F\x8B"}},
    {"application/x-bzip2", {0, "BZh"}, {4, "1AY&SY"}},
    {"application/x-xz",
     {0, "\xFD"
         "7zXZ\0"sv}},
    {"application/zstd", {0, "\x28\xB5\x2F\xFD"}},
    {"application/x-7z-compressed", {0, "7z\xBC\xAF\x27\x1C"}},
    {"application/vnd.rar", {0, "Rar!\x1A\x07"}},
    {"application/x-tar", {257, "ustar"}},
    {"application/x-executable",
     {0, "\x7F"
         "ELF"}},
    {"application/x-ole-storage", {0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"}},
    {"application/vnd.sqlite3", {0, "SQLite format 3\0"sv}},
    {"application/postscript", {0, "%!PS"}},
    {"application/rtf", {0, "{\\rtf"}},
    {"font/woff", {0, "wOFF"}},
    {"font/woff2", {0, "wOF2"}},
    {"text/calendar", {0, "BEGIN:VCALENDAR"}},
    {"text/vcard", {0, "BEGIN:VCARD"}},
    {"text/html", {0, "<!DOCTYPE html"}},
    {"text/html", {0, "<html"}},
    {"application/xml", {0, "<?xml "}},
});

bool has(std::string_view text, const Mark& mark) noexcept {
    return text.size() >= mark.offset && text.substr(mark.offset).starts_with(mark.octets);
}

} // namespace

std::string_view type_of_extension(std::string_view extension) noexcept {
    const auto found = std::ranges::lower_bound(extensions, extension, {}, &KnownExtension::extension);
    return found != extensions.end() && found->extension == extension ? found->type : std::string_view{};
}

std::string_view type_of_beginning(std::string_view beginning) noexcept {
    for (const auto& known : beginnings)
        if (has(beginning, known.first) && has(beginning, known.second))
            return known.type;
    return {};
}

} // namespace posthaste::mime
