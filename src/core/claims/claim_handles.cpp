/* Finds names on other networks, "@nord", and the networks themselves: "write to us on Telegram". */
#include "core/claims/claim_scan.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace automation::core {

namespace {

/** A network that somebody could be led to; empty: the word is none. In Polish they are inflected. */
std::string_view network_of(std::string_view form) noexcept
{
    using Named = std::pair<std::string_view, std::string_view>;
    static constexpr auto networks = std::to_array<Named>({{"telegram", "telegram"},
                                                           {"whatsapp", "whatsapp"},
                                                           {"instagram", "instagram"},
                                                           {"facebook", "facebook"},
                                                           {"snapchat", "snapchat"},
                                                           {"tiktok", "tiktok"},
                                                           {"discord", "discord"},
                                                           {"linkedin", "linkedin"},
                                                           {"wechat", "wechat"},
                                                           {"messenger", "messenger"},
                                                           {"twitter", "twitter"},
                                                           {"youtube", "youtube"},
                                                           {"pinterest", "pinterest"}});
    static constexpr auto whole = std::to_array<Named>(
        {{"insta", "instagram"}, {"viber", "viber"}, {"skype", "skype"}, {"fb", "facebook"}, {"threema", "threema"}});
    for (auto const &[written, name] : networks)
        if (form.starts_with(written) && form.size() <= written.size() + 3) return name;
    for (auto const &[written, name] : whole)
        if (form == written) return name;
    return {};
}

bool is_handle_byte(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

/** Where the name that begins at `i` ends; a full stop behind it is the sentence's. */
std::size_t handle_end(Scan const &scan, std::size_t i) noexcept
{
    std::size_t end = i;
    while (is_handle_byte(scan.at(end)))
        ++end;
    while (end > i && (scan.at(end - 1) == '.' || scan.at(end - 1) == '-'))
        --end;
    return end;
}

void claim_signs(Scan &scan)
{
    for (std::size_t i = 0; i + 1 < scan.lowered.size(); ++i) {
        bool const begins = scan.at(i) == '@' && (scan.letter(i + 1) || scan.at(i + 1) == '_');
        if (!begins) continue;
        auto const end = handle_end(scan, i + 1);
        bool const local = i > 0 && scan.in_word(i - 1);  // "coach@nord", an address within some network
        std::size_t begin = i;
        while (begin > 0 && scan.in_word(begin - 1))
            --begin;
        if (local)
            scan.claim(ClaimKind::email, scan.lowered.substr(begin, end - begin), begin, end - begin);
        else if (end > i + 2)
            scan.claim(ClaimKind::handle, scan.lowered.substr(i + 1, end - i - 1), i, end - i);
    }
}

/** "@ nord_yoga": a blank does not make it a place. */
void claim_parted_signs(Scan &scan)
{
    for (auto at = scan.lowered.find("@ "); at != std::string::npos; at = scan.lowered.find("@ ", at + 1)) {
        auto const end = handle_end(scan, at + 2);
        auto const name = std::string_view(scan.lowered).substr(at + 2, end - at - 2);
        bool const made_up = name.find_first_of("_0123456789") != std::string_view::npos && scan.letter(at + 2);
        if (made_up && name.size() > 2) scan.claim(ClaimKind::handle, std::string(name), at, end - at);
    }
}

/** "as", "under", "name": what leads to a name behind the network's. */
bool leads_to_name(std::string_view form) noexcept
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"as",      "under", "name",       "handle", "user",    "username", "account", "profile",  "id",   "als",
         "unter",   "konto", "benutzer",   "comme",  "sous",    "nom",      "compte",  "como",     "bajo", "cuenta",
         "usuario", "come",  "sotto",      "nome",   "profilo", "onder",    "naam",    "jako",     "pod",  "nazwa",
         "sob",     "conta", "utilizador", "perfil", "the",     "a",        "de",      "user-name"});
    return std::ranges::find(words, form) != words.end();
}

/** "on", "via": before a network whose name is a word, too. */
bool is_by(std::string_view form) noexcept
{
    static constexpr auto words = std::to_array<std::string_view>(
        {"on", "via", "auf", "uber", "bei", "sur", "par", "en", "por", "su", "op", "na", "przez", "no", "pelo"});
    return std::ranges::find(words, form) != words.end();
}

/** The name behind the network's name at the word `i`: "Instagram as nord_yoga", "Instagram: nord_yoga". */
void claim_name_behind(Scan &scan, std::size_t i)
{
    auto const &words = scan.words;
    std::size_t k = i + 1;
    bool led = k < words.size() && scan.text[words[i].end] == ':';
    for (; k < words.size() && words[k].gap != Gap::sentence && leads_to_name(words[k].form); ++k)
        led = true;
    if (!led || k >= words.size() || words[k].gap == Gap::sentence || scan.is_claimed(words[k])) return;
    auto const end = handle_end(scan, words[k].begin);
    if (end > words[k].begin)
        scan.claim(ClaimKind::handle, scan.lowered.substr(words[k].begin, end - words[k].begin), words[k].begin,
                   end - words[k].begin);
}

}  // namespace

void find_handles(Scan &scan)
{
    claim_signs(scan);
    claim_parted_signs(scan);
    for (std::size_t i = 0; i < scan.words.size(); ++i) {
        auto const &word = scan.words[i];
        auto network = network_of(word.form);
        if (i > 0 && word.form == "signal" && word.capital && is_by(scan.words[i - 1].form)) network = "signal";
        if (network.empty() || scan.is_claimed(word)) continue;
        scan.claim(ClaimKind::handle, std::string(network), word.begin, word.end - word.begin, true);
        claim_name_behind(scan, i);
    }
}

}  // namespace automation::core
