#include "core/json/json.hpp"

#include "core/sequences/sequence_entry.hpp"

#include <algorithm>
#include <charconv>

namespace automation::core {

namespace {

using json::Value;

/* Written by hand: one is written with every step that a lead takes. */
class ObjectText {
 public:
    /** The value is JSON, the key needs no escapes. */
    void add(std::string_view key, std::string_view value)
    {
        text_ += text_.size() > 1 ? ",\"" : "\"";
        text_ += key;
        text_ += "\":";
        text_ += value;
    }
    [[nodiscard]] std::string end() const { return text_ + "}"; }

 private:
    std::string text_ = "{";
};

std::string micros_of(Instant moment)
{
    return std::to_string(moment.time_since_epoch().count());
}

std::string list_of(std::vector<std::string> const &names)
{
    std::string text = "[";
    for (std::string const &name : names) {
        text += (text.size() > 1 ? "," : "") + json::dump_string(name);
    }
    return text + "]";
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
    edited = false;
    moment.reset();
}

void SequenceEntry::end_delay(Instant now)
{
    delayed = false;
    restart_wait(now);
}

std::string to_json(SequenceEntry const &entry)
{
    ObjectText object;
    object.add("entered_at", micros_of(entry.entered_at));
    object.add("step", json::dump_string(entry.step));
    object.add("reached_at", micros_of(entry.reached_at));
    for (auto const &[key, set] : {std::pair("waited", entry.waited), std::pair("waits", entry.waits),
                                   std::pair("edited", entry.edited), std::pair("delayed", entry.delayed)}) {
        if (set) {
            object.add(key, "true");
        }
    }
    if (!entry.done.empty()) {
        object.add("done", list_of(entry.done));
    }
    if (!entry.arms.empty()) {
        object.add("arms", json::dump(entry.arms));
    }
    if (!entry.booked.empty()) {
        ObjectText booked;
        for (auto const &[booking, at] : entry.booked) {
            booked.add(std::to_string(number(booking)), micros_of(at));
        }
        object.add("booked", booked.end());
    }
    if (entry.delayed && !entry.images.empty()) {
        object.add("images", json::dump_string(entry.images));
    }
    if (entry.moment) {
        object.add("moment", micros_of(*entry.moment));
    }
    if (entry.last_message_at) {
        object.add("last_message_at", micros_of(*entry.last_message_at));
    }
    if (entry.answered_at) {
        object.add("answered_at", micros_of(*entry.answered_at));
    }
    if (entry.message) {
        object.add("message", std::to_string(number(*entry.message)));
        if (auto const chain = json::parse_context(entry.chain)) {
            object.add("chain", json::dump(*chain));
        }
    }
    return object.end();
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
    entry.edited = flag(*document, "edited");
    entry.delayed = flag(*document, "delayed");
    if (auto const images = document->find("images"); images != document->end() && images->is_string()) {
        entry.images = images->get<std::string>();
    }
    read_words(*document, entry);
    read_booked(*document, entry);
    entry.moment = moment(*document, "moment");
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
