#include "core/time/timezone_lookup.hpp"

namespace automation::core {
namespace {

constinit TimeZoneLookup finder_in_use = nullptr;

}  // namespace

void set_timezone_lookup(TimeZoneLookup finder) noexcept
{
    finder_in_use = finder;
}

TimeZone const *zone_named(std::string_view name)
{
    return finder_in_use == nullptr ? nullptr : finder_in_use(name);
}

}  // namespace automation::core
