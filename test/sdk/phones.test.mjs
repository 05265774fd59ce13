/* phones.test.mjs — telephone numbers: test/data/phones.tsv against libphonenumber-js. The unit test PhoneNumber holds the
 * reader to the third column of the same table. */
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {parsePhoneNumber} from 'libphonenumber-js/max';
import {generatedFiles, pathOf} from './phone_plans.mjs';

const textOf = (name) => readFileSync(pathOf(name), 'utf8');

const table = textOf('test/data/phones.tsv').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
    const [written, country, number] = line.split('\t').map((field) => field.replace('\\t', '\t'));
    return {written, country: country === '-' ? undefined : country, number: number === '-' ? undefined : number};
});

function readByPackage({written, country}) {
    try {
        const number = parsePhoneNumber(written, country);
        return number.isValid() ? number.number : undefined;
    } catch {
        return undefined;
    }
}

test('the numbering plans and examples are those of the pinned package', () => {
    for (const [name, contents] of Object.entries(generatedFiles())) {
        assert.ok(textOf(name) === contents, `${name} is not what phone_plans.mjs writes`);
    }
});

test('spellings of forty countries are read where libphonenumber-js reads them, and equal', (context) => {
    const countries = new Set(table.map((row) => row.country));
    const known = table.map((row) => ({...row, theirs: readByPackage(row)})).filter((row) => row.theirs);
    const other = known.filter((row) => row.theirs !== row.number);
    context.diagnostic(`${table.length} spellings, ${countries.size} countries: ${known.length - other.length} of the ` +
        `${known.length} that libphonenumber-js reads are equal`);
    assert.ok(table.length >= 500 && countries.size >= 40 && known.length >= 500);
    assert.ok(other.length <= 0.02 * known.length, JSON.stringify(other, undefined, 1));
});
