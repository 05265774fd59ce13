#include "core/claims/claims.hpp"

#include <algorithm>

#include "core/claims/claim_scan.hpp"

namespace automation::core {

namespace {

void run_finders(Scan &scan)
{
    find_links(scan);
    find_accounts(scan);
    find_spelled_addresses(scan);
    find_handles(scan);
    find_dates(scan);
    find_relative_dates(scan);
    find_weekdays(scan);
    find_times(scan);
    find_money(scan);
    find_codes(scan);
    find_spoken_phones(scan);
    find_spoken_prices(scan);
    find_price_words(scan);
    find_commitments(scan);
    find_people(scan);
    find_phones(scan);
    find_numbers(scan);
}

}  // namespace

bool is_contact(Claim const &claim) noexcept
{
    switch (claim.kind) {
        case ClaimKind::link:
        case ClaimKind::email:
        case ClaimKind::phone:
            return true;
        case ClaimKind::account:
        case ClaimKind::handle:
            return !claim.in_words;
        default:
            return false;
    }
}

std::vector<Claim> claims_in(std::string_view text)
{
    Scan scan(text);
    run_finders(scan);
    return std::move(scan.claims);
}

std::string without_contacts(std::string_view text)
{
    Scan scan(text);
    run_finders(scan);
    std::erase_if(scan.ranges, [](Scan::Range const &range) { return !range.contact; });
    std::ranges::sort(scan.ranges, {}, &Scan::Range::at);
    std::string out;
    std::size_t done = 0;
    for (auto const &range : scan.ranges) {
        if (range.at < done) continue;
        out.append(scan.text, done, range.at - done).append("[removed]");
        done = range.at + range.length;
    }
    return out.append(scan.text, done, std::string::npos);
}

}  // namespace automation::core
