#include "core/json/parsed_documents.hpp"

#include <algorithm>

namespace automation::core::json {

namespace {

constexpr std::size_t large = std::size_t{64} << 10U;

DocumentScope *innermost = nullptr;

std::shared_ptr<Node const> parsed(std::string_view text)
{
    auto node = parse_exact(text);
    return node ? std::make_shared<Node const>(*std::move(node)) : nullptr;
}

}  // namespace

DocumentScope::DocumentScope() noexcept : outer_(innermost)
{
    innermost = this;
}

DocumentScope::~DocumentScope()
{
    innermost = outer_;
}

std::shared_ptr<Node const> parse_document(std::string_view text)
{
    if (innermost == nullptr || text.size() < large) return parsed(text);
    auto &known = innermost->parsed_;
    auto const at = std::ranges::find(known, text, &DocumentScope::Parsed::text);
    if (at != known.end()) return at->node;
    constexpr std::size_t most = 4;
    if (known.size() == most) known.erase(known.begin());
    known.push_back({std::string(text), parsed(text)});
    return known.back().node;
}

}  // namespace automation::core::json
