#include "core/json/json.hpp"

#include <algorithm>

namespace automation::core::json {

bool deeper_than(std::string_view text, int max_depth) noexcept
{
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char const c = text[i];
        if (in_string) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > max_depth) return true;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

std::optional<Value> parse(std::string_view text, int max_depth, std::size_t max_bytes) noexcept
{
    if (text.size() > max_bytes || deeper_than(text, max_depth)) return std::nullopt;
    try {
        auto value = Value::parse(text, nullptr, false);
        if (value.is_discarded()) return std::nullopt;
        return value;
    } catch (...) {  // out of memory
        return std::nullopt;
    }
}

std::optional<Value> parse_context(std::string_view text) noexcept
{
    return parse(text, context_depth, context_bytes);
}

std::string why_unreadable(std::string_view text)
{
    if (text.size() > default_bytes) {
        constexpr std::size_t mebibyte = std::size_t{1} << 20U;
        return "too large to read: " + std::to_string((text.size() + mebibyte - 1) / mebibyte) + " MiB, at most " +
               std::to_string(default_bytes / mebibyte);
    }
    if (deeper_than(text, document_depth)) {
        return "nested too deeply to read: more than " + std::to_string(document_depth) + " levels";
    }
    return {};
}

std::string dump(Value const &value)
{
    return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

std::string dump_string(std::string_view text)
{
    // Names are of such characters mostly, and one is written with every step that a lead takes.
    bool const plain = std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 127 && c != '"' && c != '\\'; });
    return plain ? "\"" + std::string(text) + "\"" : dump(Value(text));
}

std::optional<std::string> scalar_text(Value const &value)
{
    if (value.is_string()) return value.get_ref<std::string const &>();
    if (value.is_number() || value.is_boolean()) return dump(value);
    return std::nullopt;
}

}  // namespace automation::core::json
