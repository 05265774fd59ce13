/* schema.js — checks a JSON value against a message table the way the service's own JSON reader does.
 *
 * Names are accepted in camelCase and snake_case, everything else is an error: a field that the table does not know, a
 * value of another type, an enum value in lower case. One thing is stricter than the service: it takes a single object
 * where a list is meant, we do not. All problems are collected, because the service reports them all at once.
 */
'use strict';

const TYPES = 'type.googleapis.com/google.ai.generativelanguage.v1beta.';

const snake = name => name.replace(/[A-Z]/g, letter => '_' + letter.toLowerCase());

const scalar = (kind, proto, fits) => ({kind: 'scalar', name: kind, proto, fits});
const isInteger = (value, low, high) => {
    const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
    return Number.isInteger(number) && number >= low && number <= high;
};

/* Numbers may come as strings, as in the JSON form of protocol buffers everywhere. */
const string = scalar('string', 'TYPE_STRING', value => typeof value === 'string');
const bool = scalar('bool', 'TYPE_BOOL', value => typeof value === 'boolean');
const bytes = scalar('bytes', 'TYPE_BYTES', value => typeof value === 'string' && /^[\w+/=-]*$/.test(value));
const int32 = scalar('int32', 'TYPE_INT32', value => isInteger(value, -(2 ** 31), 2 ** 31 - 1));
const int64 = scalar('int64', 'TYPE_INT64', value => isInteger(value, -(2 ** 63), 2 ** 63));
const float = scalar('float', 'TYPE_FLOAT',
    value => Number.isFinite(typeof value === 'string' && value.trim() !== '' ? Number(value) : value));
const anything = {kind: 'anything'};

function enumeration(name, values) {
    const known = new Set(values.split(' '));
    return scalar('enum', TYPES + name, value => known.has(value));
}

/** A message; `fields` may be a function where the message contains itself. */
const message = (name, fields) => ({kind: 'message', name, proto: TYPES + name, fields, byName: null});
const repeated = of => ({kind: 'repeated', of});
const mapOf = of => ({kind: 'map', of});

function fieldsOf(type) {
    if (type.byName === null) {
        type.byName = new Map();
        const fields = typeof type.fields === 'function' ? type.fields() : type.fields;
        for (const [name, of] of Object.entries(fields)) {
            const field = {of, path: snake(name)};
            type.byName.set(name, field).set(field.path, field);
        }
    }
    return type.byName;
}

const at = path => path === '' ? '' : ` at '${path}'`;

function report(problems, path, description) {
    problems.push(path === '' ? {description} : {field: path, description});
}

function wrongValue(problems, type, value, path) {
    const shown = typeof value === 'object' ? 'Starting an object on a scalar field' : JSON.stringify(value);
    report(problems, path, `Invalid value at '${path}' (${type.proto}), ${shown}`);
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);

function checkMessage(type, value, path, problems) {
    if (!isObject(value)) return wrongValue(problems, type, value, path);
    const fields = fieldsOf(type);
    for (const name in value) {
        const field = fields.get(name);
        const inner = value[name];
        if (field === undefined) {
            report(problems, path,
                `Invalid JSON payload received. Unknown name ${JSON.stringify(name)}${at(path)}: Cannot find field.`);
        } else if (inner === null) {
            continue;  // null means unset
        } else if (Array.isArray(inner) && field.of.kind !== 'repeated' && field.of.kind !== 'anything') {
            report(problems, path, `Invalid JSON payload received. Unknown name ${JSON.stringify(name)}${at(path)}: `
                + 'Proto field is not repeating, cannot start list.');
        } else {
            check(field.of, inner, path === '' ? field.path : `${path}.${field.path}`, problems);
        }
    }
}

/** Appends every misfit of `value` to `problems` as {field, description}; `path` is '' for the whole request. */
function check(type, value, path, problems) {
    switch (type.kind) {
    case 'scalar':
        if (!type.fits(value)) wrongValue(problems, type, value, path);
        return;
    case 'message':
        checkMessage(type, value, path, problems);
        return;
    case 'repeated':
        if (!Array.isArray(value)) return wrongValue(problems, {proto: 'repeated'}, value, path);
        value.forEach((item, index) => check(type.of, item, `${path}[${index}]`, problems));
        return;
    case 'map':
        if (!isObject(value)) return wrongValue(problems, {proto: 'map'}, value, path);
        Object.values(value).forEach((item, index) => check(type.of, item, `${path}[${index}].value`, problems));
    }
}

/** The value with all names of messages in camelCase, so that whoever reads it looks for one spelling. Assumes check(). */
function camel(type, value) {
    if (value === null || typeof value !== 'object') return value;
    if (type.kind === 'repeated') return value.map(item => camel(type.of, item));
    if (type.kind === 'map') {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, camel(type.of, item)]));
    }
    if (type.kind !== 'message') return value;
    const result = {};
    for (const name in value) {
        if (value[name] === null) continue;
        const to = name.includes('_') ? name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase()) : name;
        result[to] = camel(fieldsOf(type).get(name).of, value[name]);
    }
    return result;
}

module.exports = {anything, bool, bytes, camel, check, enumeration, float, int32, int64, mapOf, message, repeated, string};
