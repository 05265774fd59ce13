/* grounding.hpp — which claims of a text rest on what the model was given.
 */
#pragma once
#include "core/claims/claims.hpp"
#include "core/crm/entities.hpp"
#include "core/llm/prompt.hpp"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace automation::core {

class GroundingFacts {
 public:
    GroundingFacts(Subject const &about, Prompt const &prompt);

    [[nodiscard]] bool holds(Claim const &claim) const;

 private:
    /** What the words of a source may bear out: whoever wrote them. */
    struct Trust {
        bool contacts, facts, words;
    };
    void add(std::string_view text, Trust trust);
    void add_date(std::string const &value);
    void add_time(std::string const &value);
    void add_moment(Instant moment, TimeZone const &zone);

    [[nodiscard]] bool knows(ClaimKind kind, std::string const &value) const;
    [[nodiscard]] bool knows_day(std::chrono::year_month_day day) const;
    [[nodiscard]] bool holds_relative(std::string const &value) const;
    [[nodiscard]] bool holds_commitment(std::string const &value) const;

    Subject const &about_;
    Instant now_;
    std::set<std::pair<ClaimKind, std::string>> known_;
    std::set<std::string, std::less<>> business_words_, lead_words_;  ///< forms; for names and codes
    std::set<std::string, std::less<>> own_names_;                    ///< of the lead
    bool business_discounts_ = false;                                 ///< it named a share of a price
};

}  // namespace automation::core
