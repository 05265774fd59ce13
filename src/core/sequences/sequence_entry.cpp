#include "core/json/json.hpp"

#include "core/sequences/sequence_entry.hpp"

#include <algorithm>
#include <charconv>

namespace automation::core {

namespace {

using json::Value;

std::int64_t micros_of(Instant moment)
{
    return moment.time_since_epoch().count();
}

void put(Value &document, char const *key, std::optional<Instant> const &moment)
{
    if (moment) {
        document[key] = micros_of(*moment);
    }
}

std::optional<std::int64_t> whole(Value const &document, char const *key)
{
    auto const at = document.find(key);
    return at != document.end() && at->is_number_integer() ? std::optional(at->get<std::int64_t>()) : std::nullopt;
}

std::optional<Instant> moment(Value const &document, char const *key)
{
    auto const micros = whole(document, key);
    return micros ? std::optional(Instant(Micros(*micros))) : std::nullopt;
}

bool flag(Value const &document, char const *key)
{
    auto const at = document.find(key);
    return at != document.end() && at->is_boolean() && at->get<bool>();
}

void read_booked(Value const &document, SequenceEntry &entry)
{
    auto const booked = document.find("booked");
    if (booked == document.end() || !booked->is_object()) {
        return;
    }
    for (auto const &[id, at] : booked->items()) {
        std::int64_t booking = 0;
        auto const read = std::from_chars(id.data(), id.data() + id.size(), booking);
        if (read.ec == std::errc() && at.is_number_integer()) {
            entry.booked.push_back({BookingId{booking}, Instant(Micros(at.get<std::int64_t>()))});
        }
    }
}

void read_words(Value const &document, SequenceEntry &entry)
{
    if (auto const done = document.find("done"); done != document.end() && done->is_array()) {
        for (Value const &name : *done) {
            entry.done.push_back(name.is_string() ? name.get<std::string>() : std::string());
        }
    }
    if (auto const arms = document.find("arms"); arms != document.end() && arms->is_object()) {
        for (auto const &[split, arm] : arms->items()) {
            entry.arms.emplace(split, arm.is_string() ? arm.get<std::string>() : std::string());
        }
    }
}

}  // namespace

Instant SequenceEntry::counts_from() const noexcept
{
    return std::max(last_message_at.value_or(entered_at), answered_at.value_or(entered_at));
}

bool SequenceEntry::has_done(std::string_view name) const noexcept
{
    return std::ranges::find(done, name) != done.end();
}

void SequenceEntry::go_to(std::string_view next, Instant now)
{
    step = next;
    restart_wait(now);
    delayed = false;
    message.reset();
}

void SequenceEntry::restart_wait(Instant now)
{
    reached_at = now;
    waited = false;
    waits = false;
}

std::string to_json(SequenceEntry const &entry)
{
    Value document{
        {"entered_at", micros_of(entry.entered_at)}, {"step", entry.step}, {"reached_at", micros_of(entry.reached_at)}};
    for (auto const &[key, set] :
         {std::pair("waited", entry.waited), std::pair("waits", entry.waits), std::pair("delayed", entry.delayed)}) {
        if (set) {
            document[key] = true;
        }
    }
    if (!entry.done.empty()) {
        document["done"] = entry.done;
    }
    if (!entry.arms.empty()) {
        document["arms"] = entry.arms;
    }
    for (auto const &[booking, at] : entry.booked) {
        document["booked"][std::to_string(number(booking))] = micros_of(at);
    }
    if (entry.delayed && !entry.images.empty()) {
        document["images"] = entry.images;
    }
    put(document, "last_message_at", entry.last_message_at);
    put(document, "answered_at", entry.answered_at);
    if (entry.message) {
        document["message"] = number(*entry.message);
        if (auto chain = json::parse_context(entry.chain)) {
            document["chain"] = *std::move(chain);
        }
    }
    return json::dump(document);
}

std::optional<SequenceEntry> read_entry(std::string_view text)
{
    auto const document = json::parse_context(text);
    if (!document || !document->is_object()) {
        return std::nullopt;
    }
    auto const entered = moment(*document, "entered_at");
    auto const reached = moment(*document, "reached_at");
    auto const step = document->find("step");
    if (!entered || !reached || step == document->end() || !step->is_string()) {
        return std::nullopt;
    }
    SequenceEntry entry;
    entry.entered_at = *entered;
    entry.reached_at = *reached;
    entry.step = step->get<std::string>();
    entry.waited = flag(*document, "waited");
    entry.waits = flag(*document, "waits");
    entry.delayed = flag(*document, "delayed");
    if (auto const images = document->find("images"); images != document->end() && images->is_string()) {
        entry.images = images->get<std::string>();
    }
    read_words(*document, entry);
    read_booked(*document, entry);
    entry.last_message_at = moment(*document, "last_message_at");
    entry.answered_at = moment(*document, "answered_at");
    if (auto const message = whole(*document, "message")) {
        entry.message = MessageId{*message};
    }
    if (auto const chain = document->find("chain"); chain != document->end()) {
        entry.chain = json::dump(*chain);
    }
    return entry;
}

}  // namespace automation::core
