#include "core/zone_finder.hpp"

namespace automation::core {
namespace {

constinit ZoneFinder finder_in_use = nullptr;

}  // namespace

void set_zone_finder(ZoneFinder finder) noexcept
{
    finder_in_use = finder;
}

Zone const *zone_named(std::string_view name)
{
    return finder_in_use == nullptr ? nullptr : finder_in_use(name);
}

}  // namespace automation::core
