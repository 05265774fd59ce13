/* sdk_body.mjs — prints the request body that the vendor's client sends, as the double saw it.
 *
 *   echo '{"system":"…","user":"…","model":"gemini-3.5-flash-lite","maxOutputTokens":2048}' | node sdk_body.mjs
 *
 * The extension's body for the same texts must be equal to it as JSON. Optional: temperature, seed, topP, thinkingLevel,
 * thinkingBudget.
 */
import {text} from 'node:stream/consumers';
import doubles from '../doubles/gemini/server.js';
import {MODEL, SCHEMA, client} from './sdk.mjs';

const {system, user, model = MODEL, maxOutputTokens, temperature, topP, seed, thinkingLevel, thinkingBudget} =
    JSON.parse(await text(process.stdin));

const thinking = thinkingLevel !== undefined || thinkingBudget !== undefined;
const double = await doubles.start({keep_bodies: 1});
try {
    await client(`http://127.0.0.1:${double.port}`).models.generateContent({
        model, contents: user,
        config: {
            systemInstruction: system, responseMimeType: 'application/json', responseSchema: SCHEMA,
            maxOutputTokens, temperature, topP, seed,
            ...(thinking && {thinkingConfig: {thinkingLevel, thinkingBudget}}),
        },
    });
    process.stdout.write(double.double.stats.bodies[0].body + '\n');
} finally {
    double.close();
}
