#include "net/mail_transfer.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "net/curl_options.hpp"

namespace automation::net {

namespace {

constexpr std::size_t longest_reply_text = 500;
constexpr std::size_t max_reply_bytes = 256U << 10U;
constexpr int closing = 221;

/** Anything else could end the command, or begin another. */
bool fits_command(std::string_view address) noexcept
{
    return address.size() <= 254 &&
           std::ranges::all_of(address, [](char c) { return c > ' ' && c <= '~' && c != '<' && c != '>'; });
}

bool is_host(std::string_view name) noexcept
{
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_' || c == ':';
    });
}

/** Every line ends with CRLF, and neither CR nor LF stands anywhere else: a server could take them for an end. */
bool has_whole_lines(std::string_view data) noexcept
{
    for (std::size_t at = 0; (at = data.find_first_of(std::string_view("\r\n\0", 3), at)) != std::string_view::npos;
         at += 2)
        if (data.substr(at, 2) != "\r\n") return false;
    return data.ends_with("\r\n");
}

void check(MailRequest const &request)
{
    auto const &server = request.server;
    if (server.host.empty() || !is_host(server.host))
        throw std::invalid_argument("the mail server's name is no host's");
    if (!is_host(server.hello)) throw std::invalid_argument("the name to greet with is no host's");
    if (has_break(server.user) || has_break(server.password))
        throw std::invalid_argument("user or password holds a line break");
    if (!fits_command(request.sender)) throw std::invalid_argument("the sender's address cannot stand in a command");
    if (request.recipient.empty() || !fits_command(request.recipient))
        throw std::invalid_argument("the recipient's address cannot stand in a command");
    if (!has_whole_lines(request.data)) throw std::invalid_argument("the message has a line that does not end in CRLF");
}

std::string url_of(MailServer const &server)
{
    bool const v6 = server.host.find(':') != std::string::npos;
    return std::string(server.security == MailServer::Security::tls ? "smtps" : "smtp") + "://" + (v6 ? "[" : "") +
           server.host + (v6 ? "]" : "") + ":" + std::to_string(server.port) + "/" + server.hello;
}

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

}  // namespace

MailTransfer::MailTransfer(Ticket ticket, MailRequest request, EasyHandle easy)
    : ticket_(ticket), request_(std::move(request)), easy_(std::move(easy))
{
    check(request_);
    set_envelope();
    set_server();
    set_text();
    set_limits();
}

MailTransfer &MailTransfer::of(CURL *handle) noexcept
{
    char *self = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
    return *static_cast<MailTransfer *>(static_cast<void *>(self));
}

void MailTransfer::set_envelope()
{
    CURL *const handle = easy_.get();
    recipients_.add("<" + request_.recipient + ">");
    set(handle, CURLOPT_PRIVATE, this);
    set(handle, CURLOPT_MAIL_FROM, ("<" + request_.sender + ">").c_str());
    set(handle, CURLOPT_MAIL_RCPT, recipients_.get());
}

void MailTransfer::set_server()
{
    CURL *const handle = easy_.get();
    MailServer const &server = request_.server;
    bool const starttls = server.security == MailServer::Security::starttls;
    set(handle, CURLOPT_URL, url_of(server).c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, server.security == MailServer::Security::tls ? "smtps" : "smtp");
    set(handle, CURLOPT_USE_SSL, static_cast<long>(starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (!server.user.empty()) {
        set(handle, CURLOPT_USERNAME, server.user.c_str());
        set(handle, CURLOPT_PASSWORD, server.password.c_str());
        // Kerberos and NTLM would be tried first where a server offers them, and nobody here has a ticket.
        set(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5");
    }
    set(handle, CURLOPT_PROXY, "");  // the environment of the server process does not decide where we connect
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!server.ca_file.empty()) set(handle, CURLOPT_CAINFO, server.ca_file.c_str());
}

void MailTransfer::set_text()
{
    CURL *const handle = easy_.get();
    set(handle, CURLOPT_UPLOAD, 1L);
    set(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(request_.data.size()));
    set(handle, CURLOPT_READFUNCTION, &MailTransfer::on_read);
    set(handle, CURLOPT_READDATA, this);
    set(handle, CURLOPT_SEEKFUNCTION, &MailTransfer::on_seek);
    set(handle, CURLOPT_SEEKDATA, this);
    set(handle, CURLOPT_HEADERFUNCTION, &MailTransfer::on_reply);
    set(handle, CURLOPT_HEADERDATA, this);
    // Nothing of this is shown or kept: it is how our own commands can be watched.
    set(handle, CURLOPT_DEBUGFUNCTION, &MailTransfer::on_command);
    set(handle, CURLOPT_DEBUGDATA, this);
    set(handle, CURLOPT_VERBOSE, 1L);
    set(handle, CURLOPT_ERRORBUFFER, error_.data());
}

void MailTransfer::set_limits()
{
    CURL *const handle = easy_.get();
    constexpr long most_idle = 60;  // many servers hang up after that
    constexpr long most_seconds = 600;
    set(handle, CURLOPT_TIMEOUT_MS, whole_milliseconds(request_.server.timeout));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, whole_milliseconds(request_.server.connect_timeout));
    set(handle, CURLOPT_MAXAGE_CONN, most_idle);
    set(handle, CURLOPT_MAXLIFETIME_CONN, most_seconds);
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_QUICK_EXIT, 1L);  // else a hanging name server holds the process at the time-out
    set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    set(handle, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
}

void MailTransfer::use_new_connection()
{
    set(easy_.get(), CURLOPT_FRESH_CONNECT, 1L);
}

std::size_t MailTransfer::on_read(char *room, std::size_t size, std::size_t count, void *self) noexcept
{
    auto &transfer = *static_cast<MailTransfer *>(self);
    auto const &data = transfer.request_.data;
    std::size_t const bytes = std::min(size * count, data.size() - transfer.read_);
    std::memcpy(room, data.data() + transfer.read_, bytes);
    transfer.read_ += bytes;
    return bytes;
}

int MailTransfer::on_seek(void *self, curl_off_t offset, int origin) noexcept
{
    auto &transfer = *static_cast<MailTransfer *>(self);
    bool const inside = offset >= 0 && static_cast<std::size_t>(offset) <= transfer.request_.data.size();
    if (origin != SEEK_SET || !inside) return CURL_SEEKFUNC_FAIL;
    transfer.read_ = static_cast<std::size_t>(offset);
    return CURL_SEEKFUNC_OK;
}

std::size_t MailTransfer::on_reply(char *data, std::size_t size, std::size_t count, void *self) noexcept
try {
    auto &transfer = *static_cast<MailTransfer *>(self);
    transfer.reply_bytes_ += size * count;
    if (transfer.reply_bytes_ > max_reply_bytes) return 0;
    transfer.note_reply({data, size * count});
    return size * count;
} catch (...) {
    return 0;
}

/** A reply may have several lines, all with its code; it ends with the one that has a blank behind it. */
void MailTransfer::note_reply(std::string_view line)
{
    bool const has_code = line.size() >= 3 && std::all_of(line.begin(), line.begin() + 3, is_digit);
    if (!has_code) return;
    int const code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
    if (code == closing) return;  // libcurl takes its leave of a server that refused: that is not the answer
    if (!reply_goes_on_) reply_text_.clear();
    reply_ = code;
    reply_goes_on_ = line.size() > 3 && line[3] == '-';
    if (!reply_text_.empty()) reply_text_ += ' ';
    for (char const c : line.substr(std::min<std::size_t>(4, line.size()))) {
        if (reply_text_.size() >= longest_reply_text) return;
        if (static_cast<unsigned char>(c) >= ' ' && c != '\x7F') reply_text_ += c;
    }
}

int MailTransfer::on_command(CURL *, curl_infotype what, char *data, std::size_t size, void *self) noexcept
{
    if (what == CURLINFO_HEADER_OUT) static_cast<MailTransfer *>(self)->note_command({data, size});
    return 0;
}

void MailTransfer::note_command(std::string_view command) noexcept
{
    if (command.starts_with("MAIL "))
        stage_ = Stage::sender;
    else if (command.starts_with("RCPT "))
        stage_ = Stage::recipient;
    else if (command.starts_with("DATA"))
        stage_ = Stage::text;
    else if (stage_ == Stage::connecting)
        stage_ = Stage::hello;
}

MailResponse MailTransfer::finish(CURLcode code)
{
    MailResponse response;
    response.curl_code = static_cast<int>(code);
    response.reply = reply_;
    response.reply_text = std::move(reply_text_);
    response.stage = stage_;
    response.text_sent = stage_ == Stage::text && read_ == request_.data.size();
    response.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
    if (code != CURLE_OK) response.error = error_.front() != '\0' ? error_.data() : curl_easy_strerror(code);
    return response;
}

EasyHandle MailTransfer::release() noexcept
{
    curl_easy_reset(easy_.get());
    return std::move(easy_);
}

}  // namespace automation::net
