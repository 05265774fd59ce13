/* report_hints.hpp — what to do about a group of failures, in the language of the report. */
#pragma once
#include "core/report/report_data.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** The reason code in words; an error as it is. */
[[nodiscard]] std::string failure_reason(FailureGroup const &group, std::string_view language);

/** One or two sentences. */
[[nodiscard]] std::string failure_hint(FailureGroup const &group, std::string_view language);

}  // namespace automation::core
