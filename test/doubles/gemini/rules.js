/* rules.js — what a well-formed request must hold besides its types; each returns an error outcome, or undefined.
 *
 * The request is in camelCase (schema.camel). Faults are decided later: a wrong request is refused whatever else was asked.
 */
'use strict';

const {invalid} = require('./errors');

const MIME_TYPES = ['text/plain', 'application/json', 'application/xml', 'application/yaml', 'text/x.enum'];
const JSON_SCHEMA_KEYS = new Set(('$id $defs $ref $anchor type format title description enum items prefixItems minItems '
    + 'maxItems minimum maximum anyOf oneOf properties additionalProperties required propertyOrdering').split(' '));

const fieldError = (field, text) => invalid(`* GenerateContentRequest.${field}: ${text}\n`);

function contents(request) {
    const list = request.contents ?? [];
    if (list.length === 0) return fieldError('contents', 'contents is not specified');
    for (const [index, content] of list.entries()) {
        if (content.role !== undefined && content.role !== 'user' && content.role !== 'model') {
            return invalid('Please use a valid role: user, model.');
        }
        if ((content.parts ?? []).length === 0) {
            return fieldError(`contents[${index}].parts`, 'contents.parts must not be empty.');
        }
        for (const [number, part] of content.parts.entries()) {
            if (Object.keys(part).every(name => name.startsWith('thought'))) {
                return fieldError(`contents[${index}].parts[${number}].data`,
                    "required oneof field 'data' must have one initialized field");
            }
        }
    }
    return undefined;
}

function schema(path, node) {
    const {type, properties = {}, required = [], propertyOrdering = [], items} = node;
    if (type === undefined && node.anyOf === undefined) return fieldError(path, 'schema requires a type');
    if (type === 'ARRAY' && items === undefined) return fieldError(`${path}.items`, 'missing field.');
    if (type === 'OBJECT' && Object.keys(properties).length === 0) {
        return fieldError(`${path}.properties`, 'should be non-empty for OBJECT type');
    }
    for (const [list, name] of [[required, 'required'], [propertyOrdering, 'property_ordering']]) {
        const index = list.findIndex(key => !Object.hasOwn(properties, key));
        if (index >= 0) return fieldError(`${path}.${name}[${index}]`, 'property is not defined');
    }
    for (const key in properties) {
        const wrong = schema(`${path}.properties[${key}]`, properties[key]);
        if (wrong) return wrong;
    }
    return items && schema(`${path}.items`, items);
}

function jsonSchema(node) {
    for (const key in node) {
        if (!JSON_SCHEMA_KEYS.has(key)) return fieldError('generation_config.response_json_schema', `unsupported key ${key}`);
    }
    return undefined;
}

function output(config) {
    const mime = config.responseMimeType ?? 'text/plain';
    if (!MIME_TYPES.includes(mime)) {
        return fieldError('generation_config.response_mime_type',
            `allowed mimetypes are ${MIME_TYPES.map(name => `\`${name}\``).join(', ')}.`);
    }
    const {responseSchema, responseJsonSchema} = config;
    if (responseSchema && responseJsonSchema) {
        return fieldError('generation_config', 'response_schema and response_json_schema are mutually exclusive');
    }
    if ((responseSchema || responseJsonSchema) && mime !== 'application/json' && mime !== 'text/x.enum') {
        return fieldError('generation_config.response_schema',
            'only allowed when response_mime_type is `application/json` or `text/x.enum`');
    }
    if (responseSchema) return schema('generation_config.response_schema', responseSchema);
    return responseJsonSchema && jsonSchema(responseJsonSchema);
}

const outside = (value, low, high) => value !== undefined && !(Number(value) >= low && Number(value) <= high);

function numbers(config, model) {
    for (const [name, field, low, high] of [['temperature', 'temperature', 0, 2], ['topP', 'top_p', 0, 1],
        ['maxOutputTokens', 'max_output_tokens', 1, 65536]]) {
        if (outside(config[name], low, high)) {
            return fieldError(`generation_config.${field}`, `${field} must be in the range [${low}, ${high}].`);
        }
    }
    if (config.candidateCount !== undefined && (model.generation >= 3 || outside(config.candidateCount, 1, 8))) {
        return invalid('candidate_count is not supported for this model.');
    }
    return (config.stopSequences ?? []).length > 5
        ? fieldError('generation_config.stop_sequences', 'at most 5 are allowed') : undefined;
}

function thinking({thinkingBudget, thinkingLevel}, model) {
    if (thinkingBudget !== undefined && thinkingLevel !== undefined) {
        return invalid('You can only set only one of thinking budget and thinking level.');
    }
    if (thinkingLevel !== undefined && model.generation < 3) {
        return invalid('Thinking level is not supported for this model.');
    }
    if (thinkingBudget !== undefined && model.generation >= 4) {
        return invalid('Thinking budget is not supported for this model.');
    }
    if (thinkingLevel === 'MINIMAL' && !model.minimal) {
        return invalid('Thinking level MINIMAL is not supported for this model. Please retry with other thinking level.');
    }
    return outside(thinkingBudget, -1, 32768) ? invalid(`The thinking budget (${thinkingBudget}) is invalid.`) : undefined;
}

/** The first rule that the request breaks, as an error outcome. */
function broken(request, model) {
    const config = request.generationConfig ?? {};
    return contents(request) ?? output(config) ?? numbers(config, model) ?? thinking(config.thinkingConfig ?? {}, model);
}

module.exports = {broken, contents};
