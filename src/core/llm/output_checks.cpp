#include "core/llm/output_checks.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "core/claims/claims.hpp"
#include "core/base/utf8.hpp"
#include "core/llm/grounding.hpp"
#include "core/llm/unfilled_placeholders.hpp"
#include "core/llm/model_remarks.hpp"
#include "core/base/strings.hpp"

namespace automation::core {

namespace {

constexpr std::size_t leak_length = 40;

constexpr std::string_view violation_of(ClaimKind kind) noexcept
{
    switch (kind) {
        case ClaimKind::link:
            return "link";
        case ClaimKind::email:
            return "email_address";
        case ClaimKind::phone:
            return "phone_number";
        case ClaimKind::money:
            return "money";
        case ClaimKind::account:
            return "account_number";
        case ClaimKind::handle:
            return "handle";
        case ClaimKind::code:
            return "code";
        case ClaimKind::commitment:
            return "commitment";
        case ClaimKind::person:
        case ClaimKind::greeted:
        case ClaimKind::signer:
            return "person";
        case ClaimKind::date:
        case ClaimKind::weekday:
        case ClaimKind::relative:
        case ClaimKind::time:
            return "date_or_time";
        case ClaimKind::percent:
        case ClaimKind::number:
            break;
    }
    return "number";
}

bool is_empty(std::string_view text)
{
    return visible_line(text, 1).empty();
}

bool hides_something(std::string_view text, bool lines_allowed)
{
    if (!is_utf8(text)) return true;
    while (!text.empty()) {
        char32_t const code = next_code_point(text);
        bool const layout = lines_allowed && (code == '\n' || code == '\r' || code == '\t');
        if (is_hidden(code) || (is_control(code) && !layout)) return true;
    }
    return false;
}

/** In one case and with single blanks, so that a leak cannot hide behind a line break. */
std::string comparable(std::string_view text)
{
    return lower_ascii(visible_line(text, std::string_view::npos));
}

/** True when the text repeats a stretch of the system text that the business did not say itself. */
bool repeats_rules(std::string_view text, Prompt const &prompt)
{
    std::string const system = comparable(prompt.system);
    std::string const own = comparable(prompt.sources.business);
    std::string const said = comparable(text);
    std::unordered_set<std::string_view> stretches;
    for (std::size_t i = 0; i + leak_length <= system.size(); ++i)
        stretches.insert(std::string_view(system).substr(i, leak_length));
    for (std::size_t i = 0; i + leak_length <= said.size(); ++i) {
        auto const silence = std::string_view(said).substr(i, leak_length);
        if (stretches.contains(silence) && own.find(silence) == std::string::npos) return true;
    }
    return false;
}

bool leaks_prompt(std::string_view text, Prompt const &prompt)
{
    std::string const lowered = lower_ascii(text);
    bool const names_tag = lowered.find("<data-") != std::string::npos || lowered.find("</data") != std::string::npos;
    bool const names_nonce = !prompt.random.empty() && lowered.find(lower_ascii(prompt.random)) != std::string::npos;
    return names_tag || names_nonce || repeats_rules(text, prompt);
}

/** A bracket in the booking's title or the business's name is part of it. */
bool has_placeholder(std::string_view text, Subject const &about)
{
    auto const in = [](NullableText const &value, std::string const &part) {
        return value && value->find(part) != std::string::npos;
    };
    return std::ranges::any_of(placeholders_in(text), [&](std::string const &found) {
        bool const in_booking =
            about.booking != nullptr && (in(about.booking->title, found) || in(about.booking->location, found));
        return !in_booking && !in(about.tenant.business_name, found);
    });
}

/** The codes found so far, each once and in the order of finding. */
class Violations {
 public:
    void add_if(bool found, std::string_view code)
    {
        if (found && std::ranges::count(codes_, code) == 0) codes_.emplace_back(code);
    }
    [[nodiscard]] std::vector<std::string> take() { return std::move(codes_); }

 private:
    std::vector<std::string> codes_;
};

}  // namespace

std::vector<std::string> find_violations(std::string_view subject, std::string_view body, Subject const &about,
                                         Prompt const &prompt)
{
    constexpr std::size_t most_bytes = 64U << 10U;
    Violations violations;
    bool const endless = subject.size() > most_bytes || body.size() > most_bytes;
    subject = clip_bytes(subject, most_bytes);  // a text of megabytes is flagged; the rest of it need not be read
    body = clip_bytes(body, most_bytes);
    if (!prompt.subject_wanted) subject = {};
    std::string const both = std::string(subject) + '\n' + std::string(body);

    violations.add_if(is_empty(body) || (prompt.subject_wanted && is_empty(subject)), "empty");
    violations.add_if(
        endless || count_code_points(subject) > prompt.most_subject || count_code_points(body) > prompt.most_body,
        "too_long");
    violations.add_if(hides_something(subject, false) || hides_something(body, true), "control_characters");
    violations.add_if(has_markup(both), "markup");
    violations.add_if(has_placeholder(both, about), "placeholder");
    violations.add_if(leaks_prompt(both, prompt), "prompt_leak");
    violations.add_if(holds_remarks(subject) || holds_remarks(body), "refusal");
    GroundingFacts const grounding(about, prompt);
    for (auto const &claim : claims_in(both))
        violations.add_if(!grounding.holds(claim), violation_of(claim.kind));
    return violations.take();
}

std::string_view describe_violation(std::string_view violation) noexcept
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> words{{
        {"empty", "the subject or the body was empty"},
        {"too_long", "it was too long"},
        {"control_characters", "it held characters that cannot be seen"},
        {"link", "it held a link"},
        {"email_address", "it held an e-mail address"},
        {"phone_number", "it held a telephone number"},
        {"markup", "it held markup"},
        {"placeholder", "it held a placeholder to be filled in"},
        {"prompt_leak", "it repeated what you were told"},
        {"refusal", "it spoke about you instead of to the recipient"},
        {"account_number", "it held the number of an account, a card or a wallet, or a means of payment"},
        {"handle", "it named another network or a name there"},
        {"code", "it held a code or password that the data does not hold"},
        {"commitment", "it promised a refund or a guarantee, or said of a booking what the data does not"},
        {"person", "it named a person whom the data does not name"},
        {"money", "it named an amount of money, a discount or something free of charge that the data does not hold"},
        {"date_or_time", "it named a day or time that the data does not hold"},
        {"number", "it named a number that the data does not hold"},
    }};
    auto const *const found = std::ranges::find(words, violation, [](auto const &entry) { return entry.first; });
    return found == words.end() ? violation : found->second;
}

Tidied tidy(std::string_view subject, std::string_view body)
{
    return {visible_line(subject, 120, Joiners::keep), visible_text(body, 10'000, Joiners::keep)};
}

}  // namespace automation::core
