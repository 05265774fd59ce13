#include "net/mail_client.hpp"

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
char const *flaw_of(MailRequest const &request) noexcept
{
    auto const &server = request.server;
    if (server.host.empty() || !is_host(server.host)) return "the mail server's name is no host's";
    if (!is_host(server.hello)) return "the name to greet with is no host's";
    if (has_break(server.user) || has_break(server.password)) return "user or password holds a line break";
    if (!fits_dialogue(request)) return "an address cannot stand in a command, or a line does not end in CRLF";
    return nullptr;
}

/** Connections are shared by those for whom everything about them is the same. */
std::string name_of(MailServer const &server)
{
    std::string name;
    for (std::string const &part :
         {server.host, std::to_string(server.port), std::to_string(static_cast<int>(server.security)), server.hello,
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
    lanes_.clear();
}

void MailClient::submit(Ticket ticket, MailRequest request)
{
    if (!tickets_.insert(ticket).second) throw std::logic_error("a mail's ticket was used twice");
    SignalsBlocked const quiet;
    if (char const *const flaw = flaw_of(request)) {
        finish(ticket, failure(CURLE_BAD_FUNCTION_ARGUMENT, flaw));
        return;
    }
    Lane &lane = lanes_[name_of(request.server)];
    auto const expires = Clock::now() + request.server.timeout;
    lane.waiting.push_back({ticket, expires, std::move(request)});
    serve(lane);
    while (advance(lane)) {
    }
}

void MailClient::cancel(Ticket ticket) noexcept
{
    SignalsBlocked const quiet;
    std::erase_if(finished_, [ticket](auto const &entry) { return entry.first == ticket; });
    if (tickets_.erase(ticket) == 0) return;
    for (auto &[name, lane] : lanes_) {
        std::erase_if(lane.waiting, [ticket](Waiting const &mail) { return mail.ticket == ticket; });
        std::erase_if(lane.sessions, [ticket](auto const &session) { return session->ticket() == ticket; });
    }
}

void MailClient::cancel_all() noexcept
{
    SignalsBlocked const quiet;
    finished_.clear();
    tickets_.clear();
    for (auto &[name, lane] : lanes_) {
        lane.waiting.clear();
        std::erase_if(lane.sessions, [](auto const &session) { return !session->is_free(); });
    }
}

std::optional<std::chrono::milliseconds> MailClient::timeout() const noexcept
{
    using std::chrono::milliseconds;
    if (!finished_.empty()) return milliseconds(0);
    auto next = loop_.deadline().value_or(Clock::time_point::max());
    for (auto const &[name, lane] : lanes_) {
        for (auto const &session : lane.sessions)
            next = std::min(next, session->deadline());
        for (auto const &mail : lane.waiting)
            next = std::min(next, mail.expires);
        bool const room =
            !lane.waiting.empty() && lane.sessions.size() < most_sessions(lane.waiting.front().request.server);
        if (room) return milliseconds(0);  // a mail was cancelled, and its session with it
    }
    if (next == Clock::time_point::max()) return std::nullopt;
    return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(next - Clock::now()));
}

void MailClient::on_ready()
{
    SignalsBlocked const quiet;
    loop_.act_on_ready();
    settle();
}

void MailClient::on_timeout()
{
    SignalsBlocked const quiet;
    settle();
}

std::vector<std::pair<Ticket, MailResponse>> MailClient::take_finished() noexcept
{
    return std::exchange(finished_, {});
}

void MailClient::settle()
{
    loop_.act_if_due();
    while (auto const done = loop_.next_done())
        MailSession::of(done->transfer).connected(done->code);
    read_ready();
    expire();
    for (auto &[name, lane] : lanes_)
        while (advance(lane)) {
        }
    std::erase_if(lanes_,
                  [](auto const &entry) { return entry.second.waiting.empty() && entry.second.sessions.empty(); });
}

void MailClient::read_ready()
{
    auto const sockets = loop_.take_ready();
    if (sockets.empty()) return;
    std::unordered_set<int> const ready(sockets.begin(), sockets.end());
    for (auto &[name, lane] : lanes_)
        for (auto &session : lane.sessions)
            if (ready.contains(session->socket())) session->on_ready();
}

/** Ends what has no time left: a mail, or a connection that nobody uses. */
void MailClient::expire()
{
    auto const now = Clock::now();
    for (auto &[name, lane] : lanes_) {
        for (auto &session : lane.sessions)
            if (session->deadline() <= now) session->expire();
        for (auto const &mail : lane.waiting)
            if (mail.expires <= now)
                finish(mail.ticket, failure(CURLE_OPERATION_TIMEDOUT, "no connection was free in time"));
        std::erase_if(lane.waiting, [now](Waiting const &mail) { return mail.expires <= now; });
    }
}

/** Brings in what is done and sends what waits; true when that may have finished more. */
bool MailClient::advance(Lane &lane)
{
    bool any = false;
    for (auto &session : lane.sessions)
        if (auto done = session->take_finished()) {
            finish(done->first, std::move(done->second));
            any = true;
        }
    std::erase_if(lane.sessions, [](auto const &session) { return session->closed(); });
    serve(lane);
    return any;
}

void MailClient::serve(Lane &lane)
{
    while (!lane.waiting.empty()) {
        Waiting &mail = lane.waiting.front();
        MailSession *const session = session_for(lane, mail.request.server);
        if (session == nullptr) return;
        session->take(mail.ticket, std::move(mail.request), mail.expires);
        lane.waiting.pop_front();
    }
}

/** One that is free, or a new one while that is allowed. */
MailSession *MailClient::session_for(Lane &lane, MailServer const &server)
{
    for (auto const &session : lane.sessions)
        if (session->is_free() && session->is_open()) return session.get();
    std::erase_if(lane.sessions, [](auto const &session) { return session->closed() && !session->has_finished(); });
    if (lane.sessions.size() >= most_sessions(server)) return nullptr;
    return lane.sessions.emplace_back(std::make_unique<MailSession>(loop_, server)).get();
}

void MailClient::finish(Ticket ticket, MailResponse response)
{
    tickets_.erase(ticket);
    finished_.emplace_back(ticket, std::move(response));
}

}  // namespace automation::net
