/* finding.hpp — what automation_check() has found: a code that stays, the object with its value, and what to do.
 */
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace automation::api {

/** error: something is not processed or not sent; warning: it will be so, or is done in another way than was asked for;
 *  notice: it may be a mistake. */
enum class Severity { error, warning, notice };

/** "error", "warning" or "notice". */
[[nodiscard]] std::string_view severity_name(Severity severity) noexcept;

struct Finding {
    Severity severity;
    std::string_view code;
    std::string detail;
    std::string hint;
};

class FindingList {
 public:
    void error(std::string_view code, std::string detail, std::string hint)
    {
        all_.push_back({Severity::error, code, std::move(detail), std::move(hint)});
    }
    void warning(std::string_view code, std::string detail, std::string hint)
    {
        all_.push_back({Severity::warning, code, std::move(detail), std::move(hint)});
    }
    void notice(std::string_view code, std::string detail, std::string hint)
    {
        all_.push_back({Severity::notice, code, std::move(detail), std::move(hint)});
    }
    [[nodiscard]] std::vector<Finding> const &all() const noexcept { return all_; }

 private:
    std::vector<Finding> all_;
};

/** " of tenant "x"", or nothing for the empty tenant. */
[[nodiscard]] std::string of_tenant(std::string const &tenant);

/** " and 3 others", or nothing. */
[[nodiscard]] std::string and_others(std::size_t others);

}  // namespace automation::api
