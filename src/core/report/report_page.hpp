/* report_page.hpp — the report as one HTML page that refers to nothing outside of it and needs no script.
 *
 * Every number also stands in a <data> element with its value and the attribute data-metric, for programs.
 */
#pragma once
#include "core/report/report_data.hpp"

#include <string>
#include <string_view>

namespace automation::core {

/** `language` is what report_language() returned. */
[[nodiscard]] std::string report_page(ReportData const &data, std::string_view language);

}  // namespace automation::core
