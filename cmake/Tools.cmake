# format, check-format, lint: clang 19's tools, configured by cmake/clang-format and cmake/clang-tidy.
