/* The pages in PAGES, opened as files in Chromium. Screenshots are written beside them. */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';
import {readFile, writeFile} from 'node:fs/promises';
import {pathToFileURL} from 'node:url';
import {launch, metrics, open, violations} from './browser.mjs';

const folder = process.env.PAGES;
const url = name => pathToFileURL(`${folder}/${name}.html`).href;
const numbers = JSON.parse(await readFile(`${folder}/numbers.json`, 'utf8'));
let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

for (const name of ['report-en', 'report-de', 'empty']) {
    for (const width of [375, 1280]) {
        for (const scheme of ['light', 'dark']) {
            test(`${name}, ${width} pixels, ${scheme}: silent, no wider than the screen, accessible`, async () => {
                const {page, problems} = await open(browser, url(name), {width, scheme});
                const widths = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
                assert.equal(widths[0], widths[1], 'no horizontal scrolling of the page');
                await page.screenshot({path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true});
                assert.deepEqual(await violations(page), []);
                // The contrast of what is scrolled out of its box can be told where nothing is.
                await page.setViewport({width: 4000, height: 900});
                await page.evaluate(() => { document.querySelector('main').style.maxWidth = 'none'; });
                assert.deepEqual(await violations(page, {undecided: true}), []);
                assert.deepEqual(problems, []);
                await page.close();
            });
        }
    }
}

test('the checks see what is wrong', async () => {
    const broken = `${folder}/broken.html`;
    await writeFile(broken, `<!DOCTYPE html><html><title>x</title><div style="width:2000px;color:#999;background:#888">grey</div><img src="x">
        <script>console.error('said')</script>`);
    const {page, problems} = await open(browser, pathToFileURL(broken).href, {width: 375, scheme: 'light'});
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth > 375));
    const found = (await violations(page)).join('\n');
    for (const rule of ['color-contrast', 'html-has-lang', 'image-alt', 'page-has-heading-one']) assert.match(found, new RegExp(rule));
    assert.ok(problems.some(line => line === 'error: said') && problems.some(line => line.startsWith('request: ')), String(problems));
    await page.close();
});

test('the numbers are those of the views', async () => {
    const {page} = await open(browser, url('report-en'), {width: 1280, scheme: 'light'});
    const shown = await metrics(page);
    for (const [metric, value] of Object.entries({...numbers.totals, ...numbers.waiting, held_messages: numbers.held,
        failed_messages: numbers.failed_messages, unclassified: numbers.unclassified, suppressed: numbers.suppressed})) {
        assert.equal(shown[metric], value, metric);
    }
    assert.ok(numbers.totals.sent > 1000 && numbers.waiting.waiting > 0 && numbers.held > 0);
    assert.equal(await page.$$eval('#automations ~ div tbody tr', rows => rows.length), numbers.automations.length);
    for (const {id, events, sent, replied} of numbers.automations) {
        const row = await metrics(page, `#automations ~ div tr[data-automation="${id}"]`);
        assert.deepEqual([row.automation_events, row.automation_sent, row.automation_replied], [events, sent, replied], `automation ${id}`);
    }
    await page.close();
});

test('sequences are shown by step, with a funnel', async () => {
    const {page} = await open(browser, url('report-en'), {width: 1280, scheme: 'light'});
    assert.ok(numbers.steps.length >= 4 && numbers.steps.some(({waiting}) => waiting > 0));
    for (const {step, waiting, ran, replied, left_here, converted} of numbers.steps) {
        const row = await metrics(page, `#sequences ~ div tr[data-step="${step}"]`);
        assert.deepEqual([row.step_waiting, row.step_ran, row.step_replied, row.step_left_here, row.step_converted],
            [waiting, ran, replied, left_here, converted], step);
    }
    const [rows, heading, title, parent] = await page.evaluate(() => [
        [...document.querySelectorAll('#sequences ~ div tbody tr')].map(row => row.dataset.step), document.querySelector('#sequences ~ div h3').textContent,
        document.querySelector('#sequences ~ div svg.steps > title').textContent, document.querySelector('#sequences ~ div tr[data-step="call"] th').textContent]);
    assert.deepEqual(rows, ['welcome', '<i>tier</i>', 'call', 'day 3', 'day 7', 'removed']);
    for (const name of [heading, title]) assert.ok(name.startsWith('"><b>Drip</b>'), name);
    assert.match(parent, /<i>tier<\/i>: then/);
    await page.close();
    const {page: empty} = await open(browser, url('empty'), {width: 1280, scheme: 'light'});
    assert.equal(await empty.$('#sequences'), null);
    await empty.close();
});

test('numbers are written in the language of the page', async () => {
    for (const [name, locale] of [['report-en', 'en-GB'], ['report-de', 'de']]) {
        const {page} = await open(browser, url(name), {width: 1280, scheme: 'light'});
        const pairs = await page.$$eval('data[data-metric]', all => all.map(data => [data.value, data.textContent]));
        for (const [value, text] of pairs) assert.equal(text, Number(value).toLocaleString(locale), name);
        assert.equal(await page.evaluate(() => document.documentElement.lang), name.slice(-2));
        await page.close();
    }
});

test('names are text', async () => {
    const {page} = await open(browser, url('report-en'), {width: 1280, scheme: 'light'});
    const [scripts, images, bold, text, title] = await page.evaluate(() => [document.scripts.length, document.images.length,
        document.querySelectorAll('h1 b').length, document.body.textContent, document.title]);
    assert.deepEqual([scripts, images, bold], [0, 0, 0]);
    for (const name of ['"><script>throw 1</script>', '<img src=x onerror="throw 2">', 'Lakeside Yoga & <b>Sons</b>']) {
        assert.ok(text.includes(name), name);
    }
    assert.match(title, /Lakeside Yoga & <b>Sons<\/b>$/);
    await page.close();
});

test('headings are in order, drawings have a name, tables have heads', async () => {
    const {page} = await open(browser, url('report-en'), {width: 1280, scheme: 'light'});
    const found = await page.evaluate(() => ({
        levels: [...document.querySelectorAll('h1,h2,h3')].map(heading => heading.tagName),
        unnamed: [...document.querySelectorAll('svg')].filter(svg => svg.getAttribute('role') !== 'img' ? svg.getAttribute('aria-hidden') !== 'true'
            : !svg.querySelector(':scope > title')?.textContent).length,
        headless: [...document.querySelectorAll('table')].filter(table => !table.caption?.textContent || !table.querySelector('th[scope=col]')
            || [...table.tBodies[0].rows].some(row => !row.querySelector('th[scope=row]'))).length,
        drawings: document.querySelectorAll('svg[role=img]').length,
    }));
    assert.equal(found.levels[0], 'H1');
    assert.equal(found.levels.filter(level => level === 'H1').length, 1);
    assert.ok(found.levels.length >= 10);
    assert.deepEqual([found.unnamed, found.headless], [0, 0]);
    assert.ok(found.drawings > 5);
    await page.close();
});

for (const name of ['report-en', 'report-de']) {
    test(`${name} prints light, on paper, whole`, async () => {
        const {page} = await open(browser, url(name), {width: 1280, scheme: 'dark'});
        const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        const dark = await ground();
        await page.emulateMediaType('print');
        assert.notEqual(await ground(), dark);
        // A4 landscape less the margins: nothing is cut off.
        await page.setViewport({width: 1031, height: 700});
        const [needed, there] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        assert.ok(needed <= there, `fits the sheet: ${needed} of ${there} pixels`);
        await page.screenshot({path: `${folder}/${name}-print.png`, fullPage: true});
        const pdf = await page.pdf({path: `${folder}/${name}.pdf`, preferCSSPageSize: true});
        assert.equal(Buffer.from(pdf.slice(0, 5)).toString(), '%PDF-');
        await page.close();
    });
}
