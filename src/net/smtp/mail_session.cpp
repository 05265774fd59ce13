#include "net/smtp/mail_session.hpp"

#include <algorithm>

#include "net/curl_options.hpp"
#include "net/private_address.hpp"

namespace automation::net {

namespace {

constexpr std::size_t longest_line = 8'192;
constexpr std::size_t most_greeting_bytes = 64U << 10U;
constexpr int most_mails = 100;  // servers grow tired of a connection
constexpr std::chrono::seconds longest_idle{60};

std::string url_of(MailServer const &server)
{
    bool const v6 = server.host.find(':') != std::string::npos;
    return std::string(server.security == MailServer::Security::tls ? "smtps" : "smtp") + "://" + (v6 ? "[" : "") +
           server.host + (v6 ? "]" : "") + ":" + std::to_string(server.port) + "/" + server.ehlo;
}

/** "250-SIZE 1000", whatever the case. */
bool announces_size(std::string_view line) noexcept
{
    constexpr std::string_view word = "SIZE";
    return line.size() >= 4 + word.size() && line.starts_with("250") &&
           curl_strnequal(line.data() + 4, word.data(), word.size()) != 0;
}

/** Asked for each address that a name leads to. */
curl_socket_t open_public_socket(void *self, curlsocktype purpose, curl_sockaddr *address) noexcept
{
    return is_private_address(address->addr) ? CURL_SOCKET_BAD : open_socket(self, purpose, address);
}

}  // namespace

MailSession::MailSession(MultiLoop &loop, MailServer const &server) : loop_(loop), easy_(loop.handle_from_pool())
{
    set_server(server);
    set_limits(server);
    CURLMcode const code = loop_.add(easy_.get());
    if (code != CURLM_OK) throw std::runtime_error(curl_multi_strerror(code));
}

MailSession::~MailSession()
{
    if (connected_ && !broken_ && !job_) {
        std::size_t sent = 0;
        constexpr std::string_view farewell = "QUIT\r\n";
        static_cast<void>(curl_easy_send(easy_.get(), farewell.data(), farewell.size(), &sent));
    }
    if (socket_ >= 0) loop_.forget(socket_);
    loop_.remove(easy_.get());
    curl_easy_reset(easy_.get());
    loop_.back_to_pool(std::move(easy_));
}

MailSession &MailSession::of(CURL *handle) noexcept
{
    char *self = nullptr;
    curl_easy_getinfo(handle, CURLINFO_PRIVATE, &self);
    return *static_cast<MailSession *>(static_cast<void *>(self));
}

void MailSession::set_server(MailServer const &server)
{
    CURL *const handle = easy_.get();
    bool const starttls = server.security == MailServer::Security::starttls;
    set(handle, CURLOPT_PRIVATE, this);
    set(handle, CURLOPT_URL, url_of(server).c_str());
    set(handle, CURLOPT_CONNECT_ONLY, 1L);
    set(handle, CURLOPT_PROTOCOLS_STR, server.security == MailServer::Security::tls ? "smtps" : "smtp");
    set(handle, CURLOPT_USE_SSL, static_cast<long>(starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
    if (!server.user.empty()) {
        set(handle, CURLOPT_USERNAME, server.user.c_str());
        set(handle, CURLOPT_PASSWORD, server.password.c_str());
        // Kerberos and NTLM would be tried first where a server offers them, and nobody here has a request_id.
        set(handle, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN;AUTH=CRAM-MD5");
    }
    set(handle, CURLOPT_PROXY, "");  // the environment of the server process does not decide where we connect
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!server.ca_file.empty()) set(handle, CURLOPT_CAINFO, server.ca_file.c_str());
}

void MailSession::set_limits(MailServer const &server)
{
    CURL *const handle = easy_.get();
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, whole_milliseconds(server.connect_timeout));
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_QUICK_EXIT, 1L);  // else a hanging name server holds the process at the time-out
    set(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    set(handle, CURLOPT_OPENSOCKETFUNCTION, server.public_only ? &open_public_socket : &open_socket);
    set(handle, CURLOPT_HEADERFUNCTION, &MailSession::on_line);
    set(handle, CURLOPT_HEADERDATA, this);
    set(handle, CURLOPT_ERRORBUFFER, error_.data());
}

std::size_t MailSession::on_line(char *data, std::size_t size, std::size_t count, void *self) noexcept
try {
    auto &session = *static_cast<MailSession *>(self);
    session.greeting_bytes_ += size * count;
    if (session.greeting_bytes_ > most_greeting_bytes) return 0;
    session.note_greeting({data, size * count});
    return size * count;
} catch (...) {
    return 0;
}

void MailSession::note_greeting(std::string_view line)
{
    constexpr std::string_view goodbye = "221";  // libcurl takes its leave of a server that refused
    if (line.starts_with(goodbye)) return;
    greeting_.add(line);
    greeted_ = greeted_ || greeting_.code() / 100 == 2;
    supports_size_ = supports_size_ || announces_size(line);
}

void MailSession::take(RequestId request_id, MailRequest request, Clock::time_point expires)
{
    job_.emplace(Job{request_id, Clock::now(), expires, SmtpClient(std::move(request))});
    if (connected_) start_job();
}

void MailSession::connected(CURLcode code)
{
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (code == CURLE_OK) code = curl_easy_getinfo(easy_.get(), CURLINFO_ACTIVESOCKET, &socket);
    if (code == CURLE_OK && socket == CURL_SOCKET_BAD) code = CURLE_COULDNT_CONNECT;
    if (code != CURLE_OK) {
        give_up(code);
        return;
    }
    socket_ = socket;
    connected_ = true;
    idle_since_ = Clock::now();
    if (job_)
        start_job();
    else
        watch();
}

void MailSession::start_job()
{
    ++mails_;
    say(job_->dialogue.begin(std::exchange(reset_, false), supports_size_));
}

void MailSession::say(std::string text)
{
    out_ = std::move(text);
    sent_ = 0;
    flush();
}

void MailSession::flush()
{
    while (sent_ < out_.size()) {
        std::size_t bytes = 0;
        CURLcode const code = curl_easy_send(easy_.get(), out_.data() + sent_, out_.size() - sent_, &bytes);
        sent_ += bytes;
        if (code == CURLE_AGAIN) break;
        // Why the server hung up may still stand in what it has sent.
        if (code != CURLE_OK) {
            read();
            if (!closed_) give_up(code);
            return;
        }
    }
    if (job_ && job_->dialogue.awaits_text() && sent_ == out_.size()) job_->dialogue.text_left();
    watch();
}

bool MailSession::is_open()
{
    if (connected_ && !closed_) read();
    return !closed_;
}

void MailSession::on_ready()
{
    if (sent_ < out_.size()) flush();
    if (!closed_) read();
}

void MailSession::read()
{
    std::array<char, 16'384> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): only what was read is looked at
    while (!closed_) {
        std::size_t bytes = 0;
        CURLcode const code = curl_easy_recv(easy_.get(), buffer.data(), buffer.size(), &bytes);
        if (code == CURLE_AGAIN) return;
        if (code != CURLE_OK || bytes == 0) {
            give_up(code != CURLE_OK ? code : CURLE_RECV_ERROR);
            return;
        }
        in_.append(buffer.data(), bytes);
        take_lines();
    }
}

void MailSession::take_lines()
{
    while (!closed_) {
        auto const end = in_.find('\n');
        if (end == std::string::npos) break;
        auto const line = in_.substr(0, end + 1);
        in_.erase(0, end + 1);
        take_line(line);
    }
    if (in_.size() > longest_line) give_up(CURLE_WEIRD_SERVER_REPLY);
}

void MailSession::take_line(std::string_view line)
{
    if (!job_) {  // a server that speaks up unasked is about to hang up
        give_up(CURLE_RECV_ERROR);
        return;
    }
    bool const early = sent_ < out_.size();  // it does not want to hear the rest
    auto command = job_->dialogue.answer(line);
    if (!command.empty()) {
        if (early)
            give_up(CURLE_WEIRD_SERVER_REPLY);
        else
            say(std::move(command));
    } else if (job_->dialogue.over()) {
        reset_ = job_->dialogue.needs_reset();
        broken_ = early || !job_->dialogue.can_go_on();
        closed_ = broken_ || mails_ >= most_mails;
        finish(job_->dialogue.response(CURLE_OK));
    }
}

void MailSession::expire()
{
    if (job_)
        give_up(CURLE_OPERATION_TIMEDOUT);
    else
        closed_ = true;
}

/** The connection is over, and so is the mail. */
void MailSession::give_up(int curl_code)
{
    closed_ = broken_ = true;
    if (!job_) return;
    MailResponse response;
    if (connected_) {
        response = job_->dialogue.response(curl_code);
    } else {
        response.curl_code = curl_code;
        response.reply = greeting_.code();
        response.reply_text = greeting_.text();
        response.stage = greeted_ ? MailResponse::Stage::ehlo : MailResponse::Stage::connecting;
    }
    finish(std::move(response));
}

void MailSession::finish(MailResponse response)
{
    if (response.curl_code != CURLE_OK) {
        bool const has_text = !connected_ && error_.front() != '\0';
        response.error = has_text ? error_.data() : curl_easy_strerror(static_cast<CURLcode>(response.curl_code));
    }
    response.took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - job_->begun);
    finished_.emplace(job_->request_id, std::move(response));
    job_.reset();
    idle_since_ = Clock::now();
}

std::optional<RequestId> MailSession::request_id() const noexcept
{
    return job_ ? std::optional(job_->request_id) : std::nullopt;
}

MailSession::Clock::time_point MailSession::deadline() const noexcept
{
    return job_ ? job_->expires : idle_since_ + longest_idle;
}

void MailSession::watch()
{
    if (!closed_ && !loop_.watch(socket_, sent_ < out_.size())) give_up(CURLE_RECV_ERROR);
}

}  // namespace automation::net
