#include "core/template.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

#include <algorithm>

namespace automation::core {
namespace {

constexpr std::size_t longest_source = std::size_t{64} << 10U;
constexpr std::size_t longest_result = std::size_t{256} << 10U;
constexpr std::size_t most_variables = 200;

bool may_begin_name(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

/** Keys of attributes are the user's own words: capitals, hyphens and other scripts stand in them too. */
bool may_continue_name(char c, bool free_key) noexcept
{
    if (may_begin_name(c) || (c >= '0' && c <= '9') || c == '.') return true;
    return free_key && ((c >= 'A' && c <= 'Z') || c == '-' || static_cast<unsigned char>(c) >= 0x80U);
}

}  // namespace

/** Reads a source once from left to right. */
class Template::Reader {
 public:
    explicit Reader(std::string_view source) : rest_(source) {}

    std::vector<Part> read()
    {
        while (!rest_.empty()) {
            auto const special = std::min(rest_.find_first_of("{\\"), rest_.size());
            take_text(special);
            if (rest_.starts_with('\\'))
                backslashes();
            else if (rest_.starts_with('{') && !variable())
                take_text(1);
        }
        end_text();
        return std::move(parts_);
    }

 private:
    void take_text(std::size_t length)
    {
        text_ += rest_.substr(0, length);
        rest_.remove_prefix(length);
    }

    void end_text()
    {
        if (text_.empty()) return;
        parts_.push_back(Part{std::move(text_), std::nullopt, std::nullopt});
        text_.clear();
    }

    void backslashes()
    {
        auto const count = std::min(rest_.find_first_not_of('\\'), rest_.size());
        if (count == rest_.size() || rest_[count] != '{') return take_text(count);
        text_.append(count / 2, '\\');
        rest_.remove_prefix(count);
        if (count % 2 == 1) take_text(1);
    }

    /** At a brace: takes the variable that it opens, false when it opens none. */
    bool variable()
    {
        std::size_t end = 1;
        if (end >= rest_.size() || !may_begin_name(rest_[end])) return false;
        bool free_key = false;
        while (end < rest_.size() && may_continue_name(rest_[end], free_key)) {
            if (rest_[end] == '.') free_key = free_key || has_free_key(rest_.substr(1, end));
            ++end;
        }
        if (end >= rest_.size() || (rest_[end] != '}' && rest_[end] != '|')) return false;
        auto const name = rest_.substr(1, end - 1);
        Text fallback;
        if (rest_[end] == '|') {
            auto const close = rest_.find_first_of("{}", end + 1);
            if (close == std::string_view::npos) return false;
            auto const text = rest_.substr(end + 1, close - end - 1);
            if (rest_[close] == '{') {
                if (!variable_named(name)) return false;
                refuse_nesting(name);
            }
            fallback = text;
            end = close;
        }
        add(name, std::move(fallback));
        rest_.remove_prefix(end + 1);
        return true;
    }

    void add(std::string_view name, Text fallback)
    {
        auto known = variable_named(name);
        if (!known)
            throw UserError("unknown variable " + in_quotes("{" + std::string(name) + "}") + " in the template", "",
                            variable_hint(name));
        if (++variables_ > most_variables)
            throw UserError("the template has more than 200 variables", "", "Use at most 200 variables.");
        end_text();
        parts_.push_back(Part{std::string(), std::move(known), std::move(fallback)});
    }

    [[noreturn]] static void refuse_nesting(std::string_view name)
    {
        throw UserError("the fallback of " + in_quotes(name) + " in the template contains a brace", "",
                        "A fallback is plain text up to the closing brace, as in {lead_name|there}.");
    }

    std::string_view rest_;
    std::string text_;
    std::vector<Part> parts_;
    std::size_t variables_ = 0;
};

Template Template::parse(std::string_view source)
{
    if (source.size() > longest_source)
        throw UserError("the template is too long: " + std::to_string(source.size()) + " bytes", "",
                        "A template may have at most 65536 bytes.");
    Template result;
    result.source_ = source;
    result.parts_ = Reader(source).read();
    return result;
}

Rendered Template::render(Subject const &subject) const
{
    Rendered result;
    result.text.reserve(source_.size() + 128);
    Values values(subject);
    for (auto const &part : parts_) {
        if (!part.variable) {
            result.text += part.literal;
        } else if (!values.append(*part.variable, result.text)) {
            if (part.fallback) {
                result.text += *part.fallback;
            } else if (!values.append_default(*part.variable, result.text)) {
                result.missing = part.variable->name;
                return result;
            }
        }
        if (result.text.size() > longest_result) {
            result.text.resize(clip_bytes(result.text, longest_result).size());
            result.clipped = true;
            return result;
        }
    }
    return result;
}

std::vector<std::string> Template::variables() const
{
    std::vector<std::string> names;
    for (auto const &part : parts_)
        if (part.variable && std::find(names.begin(), names.end(), part.variable->name) == names.end())
            names.push_back(part.variable->name);
    return names;
}

}  // namespace automation::core
