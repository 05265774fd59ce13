/* fuzz_json.cpp — any text: both readers agree on what is JSON, and what is written reads as the same again. */
#include "core/json/json.hpp"
#include "core/json/json_node.hpp"
#include "fuzz/input.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    using namespace automation::core;
    using automation::fuzz::must;
    auto const text = automation::fuzz::text_of(data, size);
    auto const value = json::parse(text);
    auto const node = json::parse_exact(text);
    must(value.has_value() == node.has_value());
    if (!value) return 0;
    must(json::parse(json::dump(*value)) == value);
    auto const written = json::to_text(*node);
    auto const again = json::parse_exact(written);
    must(again.has_value() && json::to_text(*again) == written);
    if (node->scalar()) must(json::same_scalar(*node, *again));
    return 0;
}
