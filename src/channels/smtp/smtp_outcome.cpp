#include "channels/smtp/smtp_outcome.hpp"

#include "channels/smtp/mail_header.hpp"
#include "core/base/strings.hpp"
#include "core/base/transfer_error.hpp"

#include <algorithm>
#include <optional>

namespace automation::channels {

namespace {

using Kind = SendOutcome::Kind;
using Stage = SmtpAnswer::Stage;

/* CURLcode values that the reply explains better than the table of transfer errors. */
constexpr int out_of_memory = 27;
constexpr int use_ssl_failed = 64;
constexpr int login_denied = 67;
constexpr int auth_error = 94;
constexpr int operation_timed_out = 28;

std::string_view without_code(std::string_view text, int reply) noexcept
{
    auto const code = std::to_string(reply);
    if (text.starts_with(code) && (text.size() == code.size() || text[code.size()] == ' ' || text[code.size()] == '-'))
        text.remove_prefix(std::min(text.size(), code.size() + 1));
    return core::trim(text);
}

std::string_view doing(Stage stage) noexcept
{
    switch (stage) {
        case Stage::connecting:
            return "rejects the connection";
        case Stage::ehlo:
            return "rejects the greeting";
        case Stage::sender:
            return "rejects the sender";
        case Stage::recipient:
            return "rejects the recipient";
        case Stage::text:
            break;
    }
    return "rejects the message";
}

/** One attempt's answer with its reply taken apart. */
class SmtpReplyClassifier {
 public:
    explicit SmtpReplyClassifier(SmtpAnswer const &answer)
        : answer_(answer), words_(without_code(answer.reply_text, answer.reply)), enhanced_(enhanced_code(words_))
    {}

    [[nodiscard]] SendOutcome classify() const
    {
        if (answer_.curl_code == 0) return accepted();
        if (answer_.curl_code == use_ssl_failed) return no_encryption();
        if (answer_.curl_code == login_denied || answer_.curl_code == auth_error) return no_login();
        if (auto const kind = kind_without_reply()) return transport(*kind, "mail server: " + words_of_transfer());
        // After a time-out the last reply is an old one: whoever refuses does not keep us waiting for it.
        if (answer_.reply >= 400 && answer_.curl_code != operation_timed_out) return refusal();
        return broken_line();
    }

 private:
    /** Where the transfer failed in a way that says what happened, whatever was replied. */
    [[nodiscard]] std::optional<Kind> kind_without_reply() const noexcept
    {
        switch (core::transfer_error(answer_.curl_code).problem) {
            case core::TransferProblem::address:
            case core::TransferProblem::settings:
            case core::TransferProblem::trust:
                return Kind::channel_broken;
            case core::TransferProblem::unreachable:
                return Kind::channel_waits;
            case core::TransferProblem::request:
                return Kind::refused;
            case core::TransferProblem::interrupted:
                break;
        }
        return answer_.curl_code == out_of_memory ? std::optional(Kind::try_again) : std::nullopt;
    }
    [[nodiscard]] std::string words_of_transfer() const
    {
        return std::string(core::transfer_error(answer_.curl_code).words);
    }
    [[nodiscard]] bool transient() const noexcept { return answer_.reply >= 400 && answer_.reply < 500; }
    [[nodiscard]] bool is_enhanced(std::initializer_list<std::string_view> codes) const noexcept
    {
        return std::ranges::find(codes, enhanced_) != codes.end();
    }
    /** "550 5.1.1" */
    [[nodiscard]] std::string code() const
    {
        if (answer_.reply < 400) return "curl " + std::to_string(answer_.curl_code);
        return std::to_string(answer_.reply) + (enhanced_.empty() ? "" : " " + std::string(enhanced_));
    }

    [[nodiscard]] SendOutcome accepted() const
    {
        return {.kind = Kind::accepted,
                .provider_message_id = smtp_message_id(words_),
                .code = std::to_string(answer_.reply) + (enhanced_.empty() ? "" : " " + std::string(enhanced_))};
    }
    [[nodiscard]] SendOutcome transport(Kind kind, std::string_view means) const
    {
        return {.kind = kind, .code = "curl " + std::to_string(answer_.curl_code), .detail = std::string(means)};
    }
    [[nodiscard]] SendOutcome no_encryption() const
    {
        if (transient())
            return {.kind = Kind::channel_waits, .code = code(), .detail = "TLS is temporarily not available"};
        return {.kind = Kind::channel_broken, .code = code(), .detail = "the mail server offers no TLS (STARTTLS)"};
    }
    /** The reply is not quoted: who asks for a login may repeat it. */
    [[nodiscard]] SendOutcome no_login() const
    {
        if (transient() && answer_.reply != 432) {
            return {
                .kind = Kind::channel_waits, .code = code(), .detail = "the mail server cannot check the login now"};
        }
        return {.kind = Kind::channel_broken,
                .code = code(),
                .detail = "the mail server does not accept the user and password, or offers no supported login method"};
    }

    [[nodiscard]] SendOutcome refusal() const
    {
        int const reply = answer_.reply;
        if (reply == 530 || reply == 534 || reply == 535 || reply == 538) return no_login();
        SendOutcome outcome{.kind = transient() ? Kind::try_again : Kind::refused, .code = code()};
        outcome.detail = "the mail server " + std::string(doing(answer_.stage));
        if (answer_.stage != Stage::connecting && answer_.stage != Stage::ehlo && !words_.empty())
            outcome.detail += ": " + header_text(words_, 200);
        if (reply == 421 || answer_.stage == Stage::connecting)
            outcome.kind = Kind::channel_waits;
        else if (answer_.stage == Stage::ehlo)
            outcome.kind = transient() ? Kind::channel_waits : Kind::channel_broken;
        else if (outcome.kind == Kind::refused)
            for_good(outcome);
        return outcome;
    }
    void for_good(SendOutcome &outcome) const
    {
        bool const too_large = answer_.reply == 552 || is_enhanced({"5.2.3", "5.3.4"});
        // It would be refused with every message.
        if (answer_.stage == Stage::sender && !too_large) outcome.kind = Kind::channel_broken;
        bool const bare =
            answer_.stage == Stage::recipient && enhanced_.empty() && (answer_.reply == 550 || answer_.reply == 553);
        outcome.bad_address =
            answer_.stage != Stage::sender && (bare || is_enhanced({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}));
    }

    /** No reply where one was due. */
    [[nodiscard]] SendOutcome broken_line() const
    {
        bool const late = answer_.curl_code == operation_timed_out;
        std::string const what = late ? "no reply in time" : "the connection was lost";
        if (answer_.data_sent) return transport(Kind::unknown, what + " after the whole message was sent");
        switch (answer_.stage) {
            case Stage::connecting:
                return transport(Kind::channel_waits, what + " before the mail server greeted");
            case Stage::ehlo:
                return transport(Kind::channel_waits, what + " before the mail server accepted a command");
            default:
                return transport(Kind::try_again, what + " before the whole message was sent");
        }
    }

    SmtpAnswer const &answer_;
    std::string_view words_;
    std::string_view enhanced_;
};

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

/** The word behind `mark`, as servers write names: without brackets and punctuation. */
std::optional<std::string> word_after(std::string_view text, std::string_view mark)
{
    auto const at = core::lower_ascii(text).find(mark);
    if (at == std::string::npos) return std::nullopt;
    auto word = core::trim(text.substr(at + mark.size()));
    word = word.substr(0, word.find_first_of(" \t,;)]>"));
    word = word.substr(std::min(word.size(), word.find_first_not_of("<([")));
    while (word.ends_with('.'))
        word.remove_suffix(1);
    return word.empty() ? std::nullopt : std::optional(std::string(word));
}

}  // namespace

std::string_view enhanced_code(std::string_view reply_text) noexcept
{
    auto rest = core::trim(reply_text);
    if (rest.size() > 3 && std::all_of(rest.begin(), rest.begin() + 3, is_digit) && (rest[3] == ' ' || rest[3] == '-'))
        rest.remove_prefix(4);
    auto const word = rest.substr(0, rest.find_first_of(" \t:;,"));
    int dots = 0;
    bool digit = false;
    for (char const c : word) {
        if (c == '.' && !digit) return {};
        if (c != '.' && !is_digit(c)) return {};
        dots += c == '.' ? 1 : 0;
        digit = c != '.';
    }
    bool const has_class = word.starts_with("2.") || word.starts_with("4.") || word.starts_with("5.");
    return dots == 2 && digit && has_class && word.size() <= 9 ? word : std::string_view();
}

std::string smtp_message_id(std::string_view reply_text)
{
    constexpr std::size_t longest = 200;
    auto const text = header_text(reply_text, longest);
    for (std::string_view const mark : {"queued as ", "id="})
        if (auto word = word_after(text, mark)) return std::move(*word);
    auto words = std::string_view(text);
    if (auto const code = enhanced_code(words); !code.empty()) words = core::trim(words.substr(code.size()));
    return std::string(words);
}

SendOutcome smtp_outcome(SmtpAnswer const &answer)
{
    return SmtpReplyClassifier(answer).classify();
}

}  // namespace automation::channels
