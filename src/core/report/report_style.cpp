#include "core/report/report_style.hpp"

#include "core/report/report_colours.hpp"

namespace automation::core {
namespace {

// Paper is light, whatever the screen is.
constexpr std::string_view rules = R"(
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;padding:1rem;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
header,main,footer{max-width:90rem;margin:0 auto}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1.2rem;line-height:1.3;margin:0 0 .5rem;overflow-wrap:anywhere}
h3{font-size:1rem;margin:1rem 0 .25rem;overflow-wrap:anywhere}
p{margin:.25rem 0}
.muted,footer,dt{color:var(--muted);font-size:.875rem}
th .muted,td .muted{font-size:.85em;font-weight:400}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
dl{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:0 0 1rem}
dl div{min-width:0}
dt,dd{display:inline;margin:0}
dd{overflow-wrap:anywhere}
dt::after{content:": "}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:.75rem;padding:0;margin:0 0 1rem;list-style:none}
.tiles li,section{background:var(--card);border:1px solid var(--line);border-radius:.5rem}
.tiles li{padding:.75rem 1rem}
.tiles b{display:block;font-size:1.5rem;line-height:1.2;font-variant-numeric:tabular-nums}
section{padding:1rem;margin:0 0 1rem;min-width:0}
.scroll{position:relative;overflow-x:auto;max-width:100%;margin-top:.5rem}
.scroll:focus-visible{outline:2px solid var(--unsent);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
th,td{padding:.35rem .45rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
th{font-weight:600}
thead td{border-top:0}
thead th{border-top:0;color:var(--muted);font-size:.8125rem;vertical-align:bottom}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .n{white-space:normal}
.w{min-width:10rem;overflow-wrap:anywhere}
.bar{width:40%;min-width:4rem}
svg{display:block;width:100%}
.bar svg{height:1.1rem}
.chart{height:11rem;border-bottom:1px solid var(--muted)}
.spark{width:5rem;height:1.5rem}
.steps{width:10rem;height:7rem;margin:.5rem 0}
.axis{display:flex;justify-content:space-between;color:var(--muted);font-size:.8125rem}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:.5rem 0 0;list-style:none;font-size:.9375rem}
.legend svg{display:inline-block;width:.8em;height:.8em;margin-right:.4em}
.sent{fill:var(--sent)}.unsent{fill:var(--unsent)}.failed{fill:var(--failed)}.blocked{fill:var(--blocked)}.skipped{fill:var(--skipped)}
@media (max-width:30rem){section{padding:.75rem}table{font-size:.875rem}th,td{padding:.3rem .35rem}.bar{min-width:3rem}}
@media (min-width:62rem){.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem}}
@media print{
body{padding:0;font-size:10pt}
.tiles li,section{border-color:#999;break-inside:avoid}
section.long{break-inside:auto}
tr{break-inside:avoid}
.scroll{overflow:visible}
table,thead th{font-size:7.5pt}
th,td{padding:.1rem .25rem}
.w{min-width:5rem}
#automations~div table,#automations~div thead th{font-size:6.5pt}
h3{break-after:avoid}
.steps{height:4rem}
.spark{width:3rem;height:1rem}
svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
@page{size:A4 landscape;margin:12mm}
)";

std::string variables(std::string_view ReportColour::*shade)
{
    std::string list;
    for (ReportColour const &colour : report_colours) {
        list.append("--").append(colour.name).append(":").append(colour.*shade).append(";");
    }
    return list;
}

}  // namespace

std::string report_style()
{
    return ":root{color-scheme:light;" + variables(&ReportColour::light) +
           "}\n@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;" +
           variables(&ReportColour::dark) + "}}" + std::string(rules);
}

}  // namespace automation::core
