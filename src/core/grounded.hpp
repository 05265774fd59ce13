/* grounded.hpp — which claims of a text rest on what the model was given.
 */
#pragma once
#include "core/claims.hpp"
#include "core/facts.hpp"
#include "core/prompt.hpp"

#include <set>
#include <string>
#include <utility>

namespace automation::core {

class Grounded {
 public:
    Grounded(Subject const &about, Prompt const &prompt);

    [[nodiscard]] bool holds(Claim const &claim) const;

 private:
    void add(std::string_view text, bool contacts, bool facts);
    void add_date(std::string const &value);
    void add_time(std::string const &value);
    void add_moment(Instant moment, Zone const &zone);

    std::set<std::pair<ClaimKind, std::string>> known_;
};

}  // namespace automation::core
