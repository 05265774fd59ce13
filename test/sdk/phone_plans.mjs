/* phone_plans.mjs — the numbering plans of src/core/crm/phone_plans_*.hpp, and a number of each country in
 * test/data/phone_examples.tsv, from the pinned libphonenumber-js. Run it after an update of the package; as a module it
 * gives the texts to the test that compares them. */
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import {getCountries, getExampleNumber} from 'libphonenumber-js/max';

const require = createRequire(import.meta.url);
const metadata = require('libphonenumber-js/metadata.min.json');
const examples = require('libphonenumber-js/mobile/examples');

const text = (value) => (value ? `R"(${value})"` : 'nullptr');

function row(region, plan, isMain) {
    const [code, idd, pattern, lengths] = plan;
    const [prefix, prefixPattern, rule] = [plan[5], plan[7], plan[8]];
    const bits = lengths.reduce((sum, length) => sum | (1 << length), 0);
    const fields = [`"${region}"`, `"${code}"`, text(idd), text(prefix), text(prefixPattern), text(rule)];
    return `    {${fields.join(', ')},\n     R"(${pattern})", 0x${bits.toString(16)}, ${isMain}},`;
}

const header = (name, regions, rows) => `/* phone_plans_${name}.hpp — numbering plans of the regions ${regions}; by test/sdk/phone_plans.mjs.
 *
 * From the metadata of libphonenumber as libphonenumber-js has it. Copyright The Libphonenumber Authors, Apache License
 * 2.0: LICENSE.phone_plans.
 */
#pragma once
#include "core/crm/phone_plan.hpp"

namespace automation::core {

// clang-format off
inline constexpr PhonePlan phone_plans_${name}[] = {
${rows.join('\n')}
};
// clang-format on

}  // namespace automation::core
`;

function planFiles() {
    const main = new Set(Object.values(metadata.country_calling_codes).map((regions) => regions[0]));
    const rows = Object.entries(metadata.countries).map(([region, plan]) => [region, row(region, plan, main.has(region))]);
    const noRegion = Object.entries(metadata.nonGeographic).map(([code, plan]) => row('001', [code, ...plan.slice(1)], true));
    const from = (has) => rows.filter(([region]) => has(region)).map(([, line]) => line);
    return {
        'src/core/crm/phone_plans_a.hpp': header('a', 'AC to IE', from((region) => region < 'IF')),
        'src/core/crm/phone_plans_b.hpp':
            header('b', 'IL to ZW and of no region', [...from((region) => region >= 'IF'), ...noRegion]),
    };
}

function exampleFile() {
    const lines = [
        '# A number of each country as libphonenumber-js writes it; made by test/sdk/phone_plans.mjs. Columns as in phones.tsv.',
    ];
    for (const country of getCountries()) {
        const number = getExampleNumber(country, examples);
        if (!number) continue;
        const national = number.formatNational();
        const ways = new Set([national, national.replace(/\D/g, ''), `Tel.: ${national} (mobile)`]);
        for (const written of ways) lines.push([written, country, number.number].join('\t'));
        for (const written of [number.formatInternational(), number.number]) lines.push([written, '-', number.number].join('\t'));
    }
    return lines.join('\n') + '\n';
}

/** By the name of the file: its text. */
export const generatedFiles = () => ({...planFiles(), 'test/data/phone_examples.tsv': exampleFile()});

export const pathOf = (name) => fileURLToPath(new URL('../../' + name, import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    for (const [name, contents] of Object.entries(generatedFiles())) writeFileSync(pathOf(name), contents);
}
