#include "core/sequences/split_arm.hpp"

#include "core/base/hmac.hpp"

namespace automation::core {

namespace {

/* From 0 on, below 2^64, alike likely everywhere. */
std::uint64_t place_of(std::string_view step, LeadKey const &lead, std::string_view salt)
{
    // Lengths keep two names from being read as others.
    std::string const text = std::to_string(lead.tenant.size()) + ":" + lead.tenant + std::to_string(step.size()) +
                             ":" + std::string(step) + std::to_string(number(lead.id));
    std::string const hash = hmac_sha256(salt, text);
    std::uint64_t place = 0;
    for (std::size_t i = 0; i < sizeof place; ++i) {
        place = place << 8U | static_cast<unsigned char>(hash[i]);
    }
    return place;
}

}  // namespace

std::size_t split_arm(SequenceStep const &split, LeadKey const &lead, std::string_view salt)
{
    constexpr unsigned high = 32;
    std::uint64_t total = 0;
    for (Branch const &arm : split.branches) {
        total += static_cast<std::uint64_t>(arm.weight);
    }
    // Weights are below 2^28 altogether: the product keeps within 64 bits.
    std::uint64_t place = (place_of(split.name, lead, salt) >> high) * total >> high;
    for (std::size_t i = 0; i + 1 < split.branches.size(); ++i) {
        auto const weight = static_cast<std::uint64_t>(split.branches[i].weight);
        if (place < weight) {
            return i;
        }
        place -= weight;
    }
    return split.branches.size() - 1;
}

}  // namespace automation::core
