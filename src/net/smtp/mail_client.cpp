#include "net/smtp/mail_client.hpp"

#include <algorithm>
#include <stdexcept>

#include "net/curl_options.hpp"
#include "net/signals_blocked.hpp"

namespace automation::net {

namespace {

bool is_host(std::string_view name) noexcept
{
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
               c == '_' || c == ':';
    });
}

/** What is wrong with a request; null: nothing. */
char const *violation_of(MailRequest const &request) noexcept
{
    auto const &server = request.server;
    if (server.host.empty() || !is_host(server.host)) return "the mail server's name is not a host name";
    if (!is_host(server.ehlo)) return "the name for EHLO is not a host name";
    if (has_break(server.user) || has_break(server.password)) return "user or password contains a line break";
    if (!fits_dialogue(request)) return "an address cannot be used in a command, or a line does not end in CRLF";
    return nullptr;
}

/** Connections are shared by those for whom everything about them is the same. */
std::string name_of(MailServer const &server)
{
    std::string name;
    for (std::string const &part :
         {server.host, std::to_string(server.port), std::to_string(static_cast<int>(server.security)), server.ehlo,
          server.user, server.password, server.ca_file, std::string(server.public_only ? "public" : "any")})
        (name += part) += '\n';
    return name;
}

std::size_t most_sessions(MailServer const &server) noexcept
{
    return static_cast<std::size_t>(std::max(1, server.max_connections));
}

MailResponse failure(CURLcode code, char const *why)
{
    MailResponse response;
    response.curl_code = static_cast<int>(code);
    response.error = why;
    return response;
}

}  // namespace

MailClient::MailClient()
{
    constexpr long more_than_enough = 10'000;  // libcurl closes none of ours to keep within a number
    curl_multi_setopt(loop_.handle(), CURLMOPT_MAXCONNECTS, more_than_enough);
}

MailClient::~MailClient()
{
    SignalsBlocked const quiet;
    queues_.clear();
}

void MailClient::submit(RequestId request_id, MailRequest request)
{
    if (!request_ids_.insert(request_id).second) throw std::logic_error("a mail's request id was used twice");
    SignalsBlocked const quiet;
    if (char const *const violation = violation_of(request)) {
        finish(request_id, failure(CURLE_BAD_FUNCTION_ARGUMENT, violation));
        return;
    }
    ServerQueue &queue = queues_[name_of(request.server)];
    auto const expires = Clock::now() + request.server.timeout;
    queue.waiting.push_back({request_id, expires, std::move(request)});
    serve(queue);
    while (advance(queue)) {
    }
}

void MailClient::cancel(RequestId request_id) noexcept
{
    SignalsBlocked const quiet;
    std::erase_if(finished_, [request_id](auto const &entry) { return entry.first == request_id; });
    if (request_ids_.erase(request_id) == 0) return;
    for (auto &[name, queue] : queues_) {
        std::erase_if(queue.waiting, [request_id](Waiting const &mail) { return mail.request_id == request_id; });
        std::erase_if(queue.sessions,
                      [request_id](auto const &session) { return session->request_id() == request_id; });
    }
}

void MailClient::cancel_all() noexcept
{
    SignalsBlocked const quiet;
    finished_.clear();
    request_ids_.clear();
    for (auto &[name, queue] : queues_) {
        queue.waiting.clear();
        std::erase_if(queue.sessions, [](auto const &session) { return !session->is_free(); });
    }
}

std::optional<std::chrono::milliseconds> MailClient::timeout() const noexcept
{
    using std::chrono::milliseconds;
    if (!finished_.empty()) return milliseconds(0);
    auto next = loop_.deadline().value_or(Clock::time_point::max());
    for (auto const &[name, queue] : queues_) {
        for (auto const &session : queue.sessions)
            next = std::min(next, session->deadline());
        for (auto const &mail : queue.waiting)
            next = std::min(next, mail.expires);
        bool const room =
            !queue.waiting.empty() && queue.sessions.size() < most_sessions(queue.waiting.front().request.server);
        if (room) return milliseconds(0);  // a mail was cancelled, and its session with it
    }
    if (next == Clock::time_point::max()) return std::nullopt;
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(next - Clock::now()));
}

void MailClient::on_ready()
{
    SignalsBlocked const quiet;
    loop_.act_on_ready();
    finalize();
}

void MailClient::on_timeout()
{
    SignalsBlocked const quiet;
    finalize();
}

std::vector<std::pair<RequestId, MailResponse>> MailClient::drain_results() noexcept
{
    return std::exchange(finished_, {});
}

void MailClient::finalize()
{
    loop_.act_if_due();
    while (auto const done = loop_.next_done())
        MailSession::of(done->transfer).connected(done->code);
    read_ready();
    expire();
    for (auto &[name, queue] : queues_)
        while (advance(queue)) {
        }
    std::erase_if(queues_,
                  [](auto const &entry) { return entry.second.waiting.empty() && entry.second.sessions.empty(); });
}

void MailClient::read_ready()
{
    auto const sockets = loop_.take_ready();
    if (sockets.empty()) return;
    std::unordered_set<int> const ready(sockets.begin(), sockets.end());
    for (auto &[name, queue] : queues_)
        for (auto &session : queue.sessions)
            if (ready.contains(session->socket())) session->on_ready();
}

/** Ends what has no time left: a mail, or a connection that nobody uses. */
void MailClient::expire()
{
    auto const now = Clock::now();
    for (auto &[name, queue] : queues_) {
        for (auto &session : queue.sessions)
            if (session->deadline() <= now) session->expire();
        for (auto const &mail : queue.waiting)
            if (mail.expires <= now)
                finish(mail.request_id, failure(CURLE_OPERATION_TIMEDOUT, "no connection became free in time"));
        std::erase_if(queue.waiting, [now](Waiting const &mail) { return mail.expires <= now; });
    }
}

/** Brings in what is done and sends what waits; true when that may have finished more. */
bool MailClient::advance(ServerQueue &queue)
{
    bool any = false;
    for (auto &session : queue.sessions)
        if (auto done = session->drain_results()) {
            finish(done->first, std::move(done->second));
            any = true;
        }
    std::erase_if(queue.sessions, [](auto const &session) { return session->closed(); });
    serve(queue);
    return any;
}

void MailClient::serve(ServerQueue &queue)
{
    while (!queue.waiting.empty()) {
        Waiting &mail = queue.waiting.front();
        MailSession *const session = session_for(queue, mail.request.server);
        if (session == nullptr) return;
        session->take(mail.request_id, std::move(mail.request), mail.expires);
        queue.waiting.pop_front();
    }
}

/** One that is free, or a new one while that is allowed. */
MailSession *MailClient::session_for(ServerQueue &queue, MailServer const &server)
{
    for (auto const &session : queue.sessions)
        if (session->is_free() && session->is_open()) return session.get();
    std::erase_if(queue.sessions, [](auto const &session) { return session->closed() && !session->has_finished(); });
    if (queue.sessions.size() >= most_sessions(server)) return nullptr;
    return queue.sessions.emplace_back(std::make_unique<MailSession>(loop_, server)).get();
}

void MailClient::finish(RequestId request_id, MailResponse response)
{
    request_ids_.erase(request_id);
    finished_.emplace_back(request_id, std::move(response));
}

}  // namespace automation::net
