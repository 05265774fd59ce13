/* service_login.hpp — the login of one booking source at its service: the token, and the password while it is used. */
#pragma once
#include <string>
#include <utility>

namespace automation::engine {

class ServiceLogin {
 public:
    [[nodiscard]] std::string const &token() const noexcept { return token_; }
    /** The password that is sent now; kept until the reply, which may repeat it. */
    [[nodiscard]] std::string const &use(std::string password)
    {
        password_ = std::move(password);
        return password_;
    }
    void log_in(std::string token)
    {
        token_ = std::move(token);
        proved_ = false;
        password_.clear();
    }
    void forget_token() noexcept { token_.clear(); }
    void forget_password() noexcept { password_.clear(); }
    /** The service has accepted the token: one that it rejects afterwards has expired. */
    void accepted() noexcept { proved_ = true; }
    [[nodiscard]] bool is_proved() const noexcept { return proved_; }
    /** The text with "..." for password and token. */
    [[nodiscard]] std::string redact(std::string text) const;

 private:
    std::string token_;
    std::string password_;
    bool proved_ = false;
};

}  // namespace automation::engine
