#include "net/smtp/smtp_client.hpp"

#include <algorithm>
#include <utility>

#include <curl/curl.h>

namespace automation::net {

namespace {

bool fits_command(std::string_view address) noexcept
{
    return address.size() <= 254 &&
           std::ranges::all_of(address, [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
}

/** Every line ends with CRLF, and neither CR nor LF stands anywhere else: a server could take them for an end. */
bool has_whole_lines(std::string_view data) noexcept
{
    constexpr std::string_view breaks("\r\n\0", 3);
    for (auto at = data.find_first_of(breaks); at != std::string_view::npos; at = data.find_first_of(breaks, at + 2))
        if (data.substr(at, 2) != "\r\n") return false;
    return data.ends_with("\r\n");
}

/** The text with its leading dots doubled (RFC 5321 4.5.2), and the dot that ends it. */
std::string stuffed(std::string_view data)
{
    std::string out;
    out.reserve(data.size() + data.size() / 64 + 3);
    while (!data.empty()) {
        auto const line = data.substr(0, data.find("\r\n") + 2);
        if (line.starts_with('.')) out += '.';
        out += line;
        data.remove_prefix(line.size());
    }
    return out += ".\r\n";
}

}  // namespace

bool fits_dialogue(MailRequest const &request) noexcept
{
    return fits_command(request.sender) && fits_command(request.recipient) && !request.recipient.empty() &&
           has_whole_lines(request.data);
}

std::string SmtpClient::begin(bool reset, bool sizes)
{
    supports_size_ = sizes;
    if (!reset) return sender_command();
    step_ = Step::reset;
    return "RSET\r\n";
}

std::string SmtpClient::sender_command()
{
    step_ = Step::sender;
    auto const size = supports_size_ ? " SIZE=" + std::to_string(request_.data.size()) : std::string();
    return "MAIL FROM:<" + request_.sender + ">" + size + "\r\n";
}

std::string SmtpClient::answer(std::string_view line)
{
    if (over()) return {};
    reply_.add(line);
    if (!reply_.complete()) return {};
    int const kind = reply_.code() / 100;
    if (kind == (step_ == Step::data ? 3 : 2)) return next();
    // As libcurl calls it: a command that was refused, or a reply that is none to what was sent.
    bool const command_refused = kind >= 4 && step_ != Step::end;
    needs_reset_ = kind >= 4 && (step_ == Step::recipient || step_ == Step::data);
    outcome_ = command_refused ? CURLE_SEND_ERROR : CURLE_WEIRD_SERVER_REPLY;
    return {};
}

std::string SmtpClient::next()
{
    switch (step_) {
        case Step::reset:
            return sender_command();
        case Step::sender:
            step_ = Step::recipient;
            return "RCPT TO:<" + request_.recipient + ">\r\n";
        case Step::recipient:
            step_ = Step::data;
            return "DATA\r\n";
        case Step::data:
            step_ = Step::end;
            return stuffed(std::exchange(request_.data, {}));
        case Step::end:
            break;
    }
    outcome_ = CURLE_OK;
    return {};
}

bool SmtpClient::can_go_on() const noexcept
{
    bool const understood = outcome_ == CURLE_OK || reply_.code() >= 400;
    return understood && reply_.code() != 421 && step_ != Step::reset;
}

MailResponse SmtpClient::response(int broken) const
{
    using Stage = MailResponse::Stage;
    MailResponse response;
    response.curl_code = outcome_.value_or(broken);
    if (step_ != Step::reset) {
        response.reply = reply_.code();
        response.reply_text = reply_.text();
    }
    response.data_sent = data_sent_;
    switch (step_) {
        case Step::reset:
        case Step::sender:
            response.stage = Stage::sender;
            break;
        case Step::recipient:
            response.stage = Stage::recipient;
            break;
        case Step::data:
        case Step::end:
            response.stage = Stage::text;
            break;
    }
    return response;
}

}  // namespace automation::net
