#include "core/json/scalar_set.hpp"

namespace automation::core::json {

namespace {

/* The same for the same value, and only for that. Empty: no scalar. */
std::string key_of(Kind kind, std::string_view text)
{
    switch (kind) {
        case Kind::null:
            return "0";
        case Kind::boolean:
            return "b" + std::string(text);
        case Kind::number:
            return normal_number(text);
        case Kind::string:
            return "s" + std::string(text);
        case Kind::array:
        case Kind::object:
            break;
    }
    return {};
}

}  // namespace

ScalarSet::ScalarSet(std::span<Node const> values)
{
    for (Node const &value : values) {
        add(value);
    }
}

void ScalarSet::add(Node const &value)
{
    if (auto key = key_of(value.kind, value.text); !key.empty()) {
        places_.try_emplace(std::move(key), places_.size());
        kinds_.at(static_cast<std::size_t>(value.kind)) = true;
    }
}

std::optional<std::size_t> ScalarSet::place(Kind kind, std::string_view text) const
{
    // No key is made in vain.
    if (!has_kind(kind)) {
        return std::nullopt;
    }
    auto const found = places_.find(key_of(kind, text));
    return found == places_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace automation::core::json
