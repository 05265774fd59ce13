/* new_activity.hpp — one line of a lead's story, told by a function that a person has called. */
#pragma once
#include "core/json/json.hpp"
#include "core/base/types.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace automation::api {

struct NewActivity {
    std::string_view type;
    std::string_view description;
    core::json::Value details;
    core::LeadId lead{};
    std::optional<std::int64_t> automation = {};
    std::optional<std::int64_t> message = {};
    std::optional<std::int64_t> booking = {};
    std::string const &tenant;
};

/** Inserts it. In an SPI session, as the owner of the tables. */
void insert_activity(NewActivity const &activity);

}  // namespace automation::api
