/* browser.mjs — Debian's Chromium, and what it does with a page.
 */
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import puppeteer from 'puppeteer-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/* The browser's own sandbox needs namespaces for users, which some containers do not have; the pages are ours. */
export async function launch() {
    const options = {executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--disable-gpu', '--disable-dev-shm-usage']};
    return puppeteer.launch(options).catch(() => puppeteer.launch({...options, args: [...options.args, '--no-sandbox']}));
}

/* Opens a file; `problems` has what the console said and whatever the page asked for besides itself. */
export async function open(browser, url, {width, scheme}) {
    const page = await browser.newPage();
    const problems = [];
    page.on('console', message => problems.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => problems.push(`error: ${error.message}`));
    page.on('dialog', dialog => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', request => { if (request.url() !== url && !request.url().startsWith('data:')) problems.push(`request: ${request.url()}`); });
    await page.setViewport({width, height: width < 600 ? 812 : 900, deviceScaleFactor: 1, isMobile: width < 600, hasTouch: width < 600});
    await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
    await page.goto(url, {waitUntil: 'load'});
    return {page, problems};
}

/* The violations of all rules of axe, those of good practice as well; one line each. `undecided`: also what it cannot tell. */
export async function violations(page, {undecided = false} = {}) {
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document));
    return [...result.violations, ...(undecided ? result.incomplete : [])]
        .map(({id, nodes}) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`);
}

/* The values of <data> elements by their metric; of several with the same metric the sum. */
export async function metrics(page, selector = 'body') {
    return page.evaluate(within => {
        const sums = {};
        for (const data of document.querySelectorAll(`${within} data[data-metric]`)) {
            sums[data.dataset.metric] = (sums[data.dataset.metric] ?? 0) + Number(data.value);
        }
        return sums;
    }, selector);
}
