/* models.js — the models that the double has, and what each generation of them refuses. */
'use strict';

/* thinks: the level when the request names none; minimal: whether MINIMAL is allowed. */
const MODELS = new Map([
    ['gemini-2.5-flash', {generation: 2.5, thinks: 'MEDIUM'}],
    ['gemini-2.5-pro', {generation: 2.5, thinks: 'MEDIUM'}],
    ['gemini-2.5-flash-lite', {generation: 2.5, thinks: 'MINIMAL'}],
    ['gemini-3.1-flash-lite', {generation: 3.1, thinks: 'MINIMAL', minimal: true}],
    ['gemini-3.5-flash', {generation: 3.5, thinks: 'MEDIUM', minimal: true}],
    ['gemini-3.5-flash-lite', {generation: 3.5, thinks: 'MINIMAL', minimal: true}],
    ['gemini-3.6-flash', {generation: 3.6, thinks: 'MEDIUM', minimal: true}],
    ['gemini-3.7-flash', {generation: 3.7, thinks: 'MEDIUM'}],
    ['gemini-3.8-flash', {generation: 3.8, thinks: 'MEDIUM'}],
    ['gemini-4-argon', {generation: 4, thinks: 'MEDIUM'}],
    ['gemini-4-carbon', {generation: 4, thinks: 'MEDIUM'}],
]);

const ALIASES = new Map([
    ['gemini-flash-latest', 'gemini-3.8-flash'],
    ['gemini-flash-lite-latest', 'gemini-3.5-flash-lite'],
    ['gemini-pro-latest', 'gemini-4-argon'],
]);

/* What a model that exists only to fail (force-429 ...) is like: the product's default. */
const PLAIN = {name: 'gemini-3.5-flash-lite', ...MODELS.get('gemini-3.5-flash-lite')};

/** {name, generation, thinks, minimal}, or undefined for a name that no model has. */
function find(name) {
    const real = ALIASES.get(name) ?? name;
    const model = MODELS.get(real);
    return model && {name: real, ...model};
}

function describe(name) {
    return {
        name: `models/${name}`, version: '001', displayName: name, inputTokenLimit: 1048576, outputTokenLimit: 65536,
        supportedGenerationMethods: ['generateContent', 'countTokens'], thinking: true, maxTemperature: 2,
    };
}

const list = () => [...MODELS.keys(), ...ALIASES.keys()].map(describe);

module.exports = {PLAIN, describe, find, list};
