/* report_style.hpp — the style sheet of the report: light, dark, on paper, from 320 pixels on. */
#pragma once
#include "core/base/no_postgres.hpp"

#include <string>

namespace automation::core {

/** CSS for a <style> element. It refers to nothing outside of the page. */
[[nodiscard]] std::string report_style();

}  // namespace automation::core
