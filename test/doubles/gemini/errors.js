/* errors.js — the error bodies of the service, as an outcome {status, type, body} that the handler sends.
 *
 * Shapes and wording are those seen from the service; where no sample was found (temperature, a schema without its MIME
 * type) only code, status and form are.
 */
'use strict';

const JSON_TYPE = 'application/json; charset=UTF-8';
const RPC = 'type.googleapis.com/google.rpc.';
const SERVICE = 'generativelanguage.googleapis.com';

function error(code, status, message, details) {
    const body = {error: {code, message, status, ...(details && {details})}};
    return {status: code, type: JSON_TYPE, body: JSON.stringify(body, null, 2)};
}

const invalid = (message, details) => error(400, 'INVALID_ARGUMENT', message, details);

/** For what schema.js found; the service joins the descriptions with line feeds. */
function badRequest(problems) {
    return invalid(problems.map(problem => problem.description).join('\n'),
        [{'@type': `${RPC}BadRequest`, fieldViolations: problems}]);
}

function badKey() {
    const message = 'API key not valid. Please pass a valid API key.';
    return invalid(message, [
        {'@type': `${RPC}ErrorInfo`, reason: 'API_KEY_INVALID', domain: 'googleapis.com', metadata: {service: SERVICE}},
        {'@type': `${RPC}LocalizedMessage`, locale: 'en-US', message},
    ]);
}

const missingKey = () => error(403, 'PERMISSION_DENIED',
    "Method doesn't allow unregistered callers (callers without established identity). "
    + 'Please use API Key or other form of API consumer identity to call this API.');

const noModel = (model, version, method) => error(404, 'NOT_FOUND',
    `models/${model} is not found for API version ${version}, or is not supported for ${method}. `
    + 'Call ListModels to see the list of available models and their supported methods.');

/* The message writes durations as Go prints them, RetryInfo as protocol buffers do. */
const spoken = ms => ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
const duration = ms => ms % 1000 === 0 ? `${ms / 1000}s` : `${(ms / 1000).toFixed(3)}s`;

const QUOTAS = {
    minute: {metric: 'generate_content_free_tier_requests', id: 'GenerateRequestsPerMinutePerProjectPerModel-FreeTier',
        value: '2', wait: 56185},
    day: {metric: 'generate_content_free_tier_requests', id: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
        value: '20', wait: 5000},
    tokens: {metric: 'generate_content_free_tier_input_token_count',
        id: 'GenerateContentInputTokensPerModelPerMinute-FreeTier', value: '250000', wait: 34074},
};

/** 429 with all details. `which` is minute, day or tokens; a daily one carries a short delay too, as the real one may. */
function quota(which, model, waitMs) {
    const {metric, id, value, wait} = QUOTAS[which];
    const ms = waitMs ?? wait;
    return error(429, 'RESOURCE_EXHAUSTED',
        'You exceeded your current quota, please check your plan and billing details. For more information on this '
        + 'error, head over to the documentation on rate limits.\n'
        + `* Quota exceeded for metric: ${SERVICE}/${metric}, limit: ${value}\nPlease retry in ${spoken(ms)}.`,
        [
            {'@type': `${RPC}QuotaFailure`, violations: [{quotaMetric: `${SERVICE}/${metric}`, quotaId: id,
                quotaDimensions: {location: 'global', model}, quotaValue: value}]},
            {'@type': `${RPC}Help`, links: [{description: 'Learn more about Gemini API quotas',
                url: 'https://ai.google.dev/gemini-api/docs/rate-limits'}]},
            {'@type': `${RPC}RetryInfo`, retryDelay: duration(waitMs === undefined ? Math.floor(ms / 1000) * 1000 : ms)},
        ]);
}

function html(code, title, text) {
    return {status: code, type: 'text/html; charset=UTF-8', body: '<!DOCTYPE html>\n<html lang=en>\n'
        + `  <title>Error ${code} (${title})!!1</title>\n  <p><b>${code}.</b> <ins>That’s an error.</ins>\n`
        + `  <p>${text}  <ins>That’s all we know.</ins>\n`};
}

/* The failures that depend on nothing in the request. */
const PLAIN = {
    '400': () => error(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    '403': () => error(403, 'PERMISSION_DENIED', 'Your API key was reported as leaked. Please use another API key.'),
    '408': () => error(408, 'CANCELLED', 'The request timed out.'),
    '429-short': () => error(429, 'RESOURCE_EXHAUSTED', 'Resource has been exhausted (e.g. check quota).'),
    '499': () => error(499, 'CANCELLED', 'The operation was cancelled.'),
    '500': () => error(500, 'INTERNAL', 'An internal error has occurred. Please retry or report it.'),
    '502': () => html(502, 'Server Error', 'The server encountered a temporary error. Please try again in 30 seconds.'),
    '503': () => error(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    '504': () => error(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
    'bad-key': badKey,
    'missing-key': missingKey,
};

module.exports = {JSON_TYPE, PLAIN, badKey, badRequest, html, invalid, missingKey, noModel, quota};
