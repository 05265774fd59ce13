/* mailer.cpp — mails to a server on 127.0.0.1 as fast as it takes them: what the server can do, and what a connection a
 * mail costs.
 *
 *   mailer PORT MAILS CONNECTIONS MAILS-A-CONNECTION      prints the seconds that it took
 *
 * No database, no retries: an answer that is not the one due ends it with status 1.
 */
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

[[noreturn]] void give_up(char const *why)
{
    std::fprintf(stderr, "mailer: %s\n", why);
    std::exit(1);
}

/* What is said next, and which answer is due to it. */
struct Step {
    std::string text;
    char const *answer;
};

std::string text_of(int number)
{
    std::string text =
        "From: Salon <hello@salon.example>\r\nTo: <lead@example.com>\r\nSubject: Welcome\r\nMessage-ID: <" +
        std::to_string(number) + "@mailer.example>\r\nContent-Type: text/plain\r\n\r\n";
    for (int i = 0; i < 10; ++i)
        text += "Thank you for your interest. When would be a good time to talk?\r\n";
    return text + ".\r\n";
}

class Connection {
 public:
    Connection(int port, int most, int &left) : port_(port), most_(most), left_(left) { open(); }

    [[nodiscard]] int socket() const noexcept { return socket_; }
    [[nodiscard]] bool over() const noexcept { return socket_ < 0; }

    void on_ready()
    {
        std::array<char, 4096> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init)
        ssize_t const bytes = read(socket_, buffer.data(), buffer.size());
        if (bytes <= 0) give_up("the server hung up");
        in_.append(buffer.data(), static_cast<std::size_t>(bytes));
        for (auto end = in_.find('\n'); end != std::string::npos && !over(); end = in_.find('\n')) {
            std::string const line = in_.substr(0, end);
            in_.erase(0, end + 1);
            if (line.size() < 4 || line[3] != '-') answered(line);
        }
    }

 private:
    void open()
    {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port_));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(socket_, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) give_up("no connection");
        in_.clear();
        mails_ = 0;
        steps_ = {{"", "220"}, {"EHLO mailer.example\r\n", "250"}};
        at_ = 0;
    }

    void answered(std::string const &line)
    {
        if (!line.starts_with(steps_[at_].answer)) give_up(line.c_str());
        if (++at_ == steps_.size()) next();
        if (!over()) say(steps_[at_].text);
    }

    void next()
    {
        at_ = 0;
        bool const leaving = !steps_.empty() && steps_.back().answer == goodbye;
        if (leaving) {
            close(socket_);
            socket_ = -1;
            if (left_ > 0) reopen();
        } else if (left_ > 0 && mails_ < most_) {
            ++mails_;
            steps_ = {{"MAIL FROM:<hello@salon.example>\r\n", "250"},
                      {"RCPT TO:<lead@example.com>\r\n", "250"},
                      {"DATA\r\n", "354"},
                      {text_of(left_--), "250"}};
        } else {
            steps_ = {{"QUIT\r\n", goodbye}};
        }
    }

    void reopen()
    {
        open();
        at_ = 0;
    }

    void say(std::string const &text)
    {
        if (!text.empty() && write(socket_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            give_up("the server takes no more");
    }

    static constexpr char const *goodbye = "221";
    int port_, most_;
    int &left_;
    int socket_ = -1;
    int mails_ = 0;
    std::vector<Step> steps_;
    std::size_t at_ = 0;
    std::string in_;
};

}  // namespace

int main(int count, char **arguments)
{
    if (count != 5) give_up("PORT MAILS CONNECTIONS MAILS-A-CONNECTION");
    int const port = std::atoi(arguments[1]), connections = std::atoi(arguments[3]), most = std::atoi(arguments[4]);
    int left = std::atoi(arguments[2]);
    auto const began = std::chrono::steady_clock::now();
    std::vector<std::unique_ptr<Connection>> all;
    for (int i = 0; i < connections; ++i)
        all.push_back(std::make_unique<Connection>(port, most, left));
    while (!all.empty()) {
        std::vector<pollfd> sockets;
        for (auto const &one : all)
            sockets.push_back({one->socket(), POLLIN, 0});
        if (poll(sockets.data(), sockets.size(), 30'000) <= 0) give_up("the server is silent");
        for (std::size_t i = 0; i < sockets.size(); ++i)
            if (sockets[i].revents != 0) all[i]->on_ready();
        std::erase_if(all, [](auto const &one) { return one->over(); });
    }
    std::chrono::duration<double> const took = std::chrono::steady_clock::now() - began;
    std::printf("%.3f\n", took.count());
}
