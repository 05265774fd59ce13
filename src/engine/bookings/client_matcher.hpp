/* client_matcher.hpp — which lead a booking's client is, for the bookings of one page.
 *
 * By the id that a lead carries for the source, else by e-mail, else by phone, however they are written. Of several
 * leads the one with the same name, then one that the source does not know yet, then the oldest.
 */
#pragma once
#include "core/bookings/remote_booking.hpp"
#include "engine/bookings/booking_sources.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace automation::engine {

class BookingClients {
 public:
    explicit BookingClients(SourceRow const &source) : source_(source) {}

    /** Finds the leads of these clients and locks them. */
    void find(std::vector<core::simplybook::RemoteClient const *> const &clients);

    struct Found {
        std::optional<std::int64_t> lead;  ///< none: a new one is needed
        bool locked = false;               ///< somebody holds it
    };
    [[nodiscard]] Found of(core::simplybook::RemoteClient const &client) const;
    /** Gives a lead that was found what it lacks: name, addresses, the id at the source. */
    void complete(std::int64_t lead, core::simplybook::RemoteClient const &client, core::Instant now);
    /** Makes a lead; further bookings of the client find it. */
    std::int64_t add(core::simplybook::RemoteClient const &client, core::Instant now);

 private:
    struct Candidate {
        std::int64_t lead = 0;
        core::NullableText name;
        bool known_to_source = false;
    };
    using Candidates = std::map<std::string, std::vector<Candidate>, std::less<>>;

    void find_by(int how, std::vector<std::string> const &keys);
    [[nodiscard]] std::optional<std::int64_t> choose(core::simplybook::RemoteClient const &client) const;
    void lock(LeadIds const &leads);

    SourceRow const &source_;
    std::string country_;  ///< of numbers without a country code
    Candidates by_[3];     ///< by id at the source, by e-mail, by phone
    LeadIds held_;         ///< locked by us
    LeadIds incomplete_;
};

}  // namespace automation::engine
