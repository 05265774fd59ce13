/* model_settings.cpp — what the settings, the environment and a file say about the model. */
#include "engine/model/model_client.hpp"

#include <cstdlib>
#include <fstream>

#include "pg/extension/settings.hpp"

namespace automation::engine {

namespace {

std::string text_of(char const *setting)
{
    return setting == nullptr ? "" : setting;
}

/* The first line of the file; nothing when it cannot be read. */
std::string key_from_file(std::string const &path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line.substr(0, 4096);
}

/* The setting, else the server's environment, else the file. */
std::string read_key()
{
    std::string key = text_of(pg::settings::gemini_api_key);
    if (key.empty()) {
        key = text_of(std::getenv("GEMINI_API_KEY"));  // NOLINT(concurrency-mt-unsafe): one thread
    }
    std::string const path = text_of(pg::settings::gemini_api_key_file);
    return key.empty() && !path.empty() ? key_from_file(path) : key;
}

}  // namespace

ModelSettings read_model_settings()
{
    ModelSettings settings;
    settings.options.base_url = text_of(pg::settings::gemini_base_url);
    settings.options.api_version = text_of(pg::settings::gemini_api_version);
    settings.options.model = text_of(pg::settings::gemini_model);
    settings.key = read_key();
    settings.ca_file = text_of(pg::settings::gemini_ca_file);
    settings.timeout = std::chrono::milliseconds(pg::settings::gemini_timeout_ms);
    settings.max_wait = std::chrono::seconds(pg::settings::gemini_max_wait_s());
    settings.daily_tokens = pg::settings::gemini_daily_tokens;
    settings.max_in_flight = static_cast<std::size_t>(pg::settings::max_in_flight);
    settings.max_attempts = pg::settings::max_attempts;
    return settings;
}

}  // namespace automation::engine
