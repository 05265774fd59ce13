/* handler.js — one request from its headers to its answer: routing, key, JSON, rules, fault.
 *
 * The same code serves HTTP/1.1 and HTTP/2. A call is refused for what is wrong with it before any fault is looked at, so
 * a test that asks for a fault still proves that the request was right.
 */
'use strict';

const {camel, check} = require('./schema');
const {CountTokensRequest, GenerateContentRequest} = require('./messages');
const errors = require('./errors');
const faults = require('./faults');
const models = require('./models');
const prompt = require('./prompt');
const rules = require('./rules');
const control = require('./control');
const {collect, send} = require('./wire');

const PATH = /^\/(v1beta|v1)\/models(?:\/([^/:]+))?(?::(\w+))?$/;
const QUERY = new Set(['alt', '$alt', 'pageSize', 'pageToken', 'prettyPrint']);

/* The key belongs into its header: the real service takes ?key= too, but URLs end up in logs, so here it is a mistake. */
function badQuery(query) {
    for (const name of new URLSearchParams(query).keys()) {
        if (name === 'key') return errors.invalid('This double takes the key in the x-goog-api-key header only.');
        if (!QUERY.has(name)) return errors.badRequest([{description: 'Invalid JSON payload received. Unknown name '
            + `${JSON.stringify(name)}: Cannot bind query parameter. Field '${name}' could not be found in request message.`}]);
    }
    return undefined;
}

function unauthorised(double, request) {
    const key = request.headers['x-goog-api-key'];
    if (key === undefined || key === '') return errors.missingKey();
    return key === double.key ? undefined : errors.badKey();
}

/** {request} in camelCase, or {error}. */
function parse(headers, body, type) {
    if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
        const name = JSON.stringify(body.slice(0, 40));  // anything else is read as a form, whose one name the text is
        return {error: errors.badRequest([{description: `Invalid JSON payload received. Unknown name ${name}: `
            + 'Cannot bind query parameter. The request needs Content-Type: application/json.'}])};
    }
    let json;
    try {
        json = JSON.parse(body);
    } catch (problem) {
        return {error: errors.invalid(`Invalid JSON payload received. ${problem.message}`)};
    }
    const problems = [];
    check(type, json, '', problems);
    return problems.length > 0 ? {error: errors.badRequest(problems)} : {request: camel(type, json)};
}

const found = body => ({status: 200, type: errors.JSON_TYPE, body: JSON.stringify(body, null, 2)});

/** The outcome of :generateContent, and the prompt's key when it came as far as that. */
function generate(double, {headers}, body, version, asked) {
    const named = headers['x-double-fault'] ?? asked;
    const fault = faults.parse(named);
    const model = models.find(asked) ?? (faults.parse(asked) && {...models.PLAIN, name: asked});
    const {request, error} = parse(headers, body, GenerateContentRequest);
    if (error) return {outcome: error};
    if (model === undefined) return {outcome: errors.noModel(asked, version, 'generateContent')};
    if (headers['x-double-fault'] !== undefined && fault === undefined) {
        return {outcome: errors.invalid(`This double knows no fault ${named}.`)};
    }
    const broken = rules.broken(request, model);
    if (broken) return {outcome: broken};
    const text = prompt.userText(request);
    const call = {request, model, asked, version, text, key: prompt.key(text), id: `r${++double.ids}`};
    double.stats.prompted(call.key);
    return {key: call.key, outcome: double.faults.outcome(call, fault)};
}

function countTokens({headers}, body, version, asked) {
    const {request, error} = parse(headers, body, CountTokensRequest);
    if (error) return error;
    if (models.find(asked) === undefined) return errors.noModel(asked, version, 'countTokens');
    const counted = request.generateContentRequest ?? request;
    const broken = rules.contents(counted);
    if (broken) return broken;
    const totalTokens = prompt.promptTokens(counted);
    return found({totalTokens, promptTokensDetails: [{modality: 'TEXT', tokenCount: totalTokens}]});
}

function look(asked, version) {
    if (asked === undefined) return found({models: models.list()});
    return models.find(asked) ? found(models.describe(asked)) : errors.noModel(asked, version, 'generateContent');
}

const nowhere = url => errors.html(404, 'Not Found', `The requested URL ${JSON.stringify(url)} was not found on this server.`);

/** The outcome of any request of the service's own paths. */
function answer(double, request, body) {
    const [path, query] = request.url.split('?', 2);
    const [, version, asked, method] = PATH.exec(path) ?? [];
    if (version === undefined) return {outcome: nowhere(path)};
    const refused = (query && badQuery(query)) ?? unauthorised(double, request);
    if (refused) return {outcome: refused};
    if (request.method === 'GET' && method === undefined) return {outcome: look(asked, version)};
    if (request.method !== 'POST' || asked === undefined) return {outcome: nowhere(path)};
    if (method === 'generateContent') return generate(double, request, body, version, asked);
    if (method === 'countTokens') return {outcome: countTokens(request, body, version, asked)};
    return {outcome: nowhere(path)};
}

async function serve(double, request, response) {
    if (request.url.startsWith('/double/')) return control.serve(double, request, response);
    const end = double.stats.begin(request.httpVersion);
    const body = await collect(request);
    if (body === null) {
        end('aborted');
        return undefined;
    }
    if (body === undefined) {
        return send(request, response, errors.invalid('Request payload size exceeds the limit: 20971520 bytes.'), end);
    }
    double.stats.keep(request, body);
    const {outcome, key} = answer(double, request, body);
    return send(request, response, outcome, (status, fault) => {
        if (status === 200 && outcome.good) double.stats.satisfied(key);
        end(status, fault);
    });
}

module.exports = {serve};
