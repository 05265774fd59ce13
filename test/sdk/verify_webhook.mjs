/* verify_webhook.mjs — whether the libraries that receivers use accept requests of the webhook channel.
 *
 *   echo '{"secret":"whsec_…","requests":[{"body":"…","headers":{"webhook-id":"…",…}}]}' | node verify_webhook.mjs
 *
 * Prints a list with an object for each request: what each library said of it ("verified", or the error), of the same
 * request with another body, id or timestamp, and with another secret. A secret without "whsec_" is the text of the key.
 */
import {text} from 'node:stream/consumers';
import * as standardwebhooks from 'standardwebhooks';
import * as svix from 'svix';

const {secret, requests} = JSON.parse(await text(process.stdin));
const keyed = ({Webhook}, secret) => secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(Buffer.from(secret), {format: 'raw'});

function said(library, secret, {body, headers}) {
    try {
        const value = keyed(library, secret).verify(body, headers);
        return JSON.stringify(value) === JSON.stringify(JSON.parse(body)) ? 'verified' : 'another value';
    } catch (error) {
        return error.message;
    }
}

const changed = ({body, headers}, changes) => ({body, headers: {...headers, ...changes}});
const verdicts = (library, request) => ({
    sent: said(library, secret, request),
    body: said(library, secret, {...request, body: request.body.replace('{', '{ ')}),
    id: said(library, secret, changed(request, {'webhook-id': `${request.headers['webhook-id']}0`})),
    timestamp: said(library, secret, changed(request, {'webhook-timestamp': String(Number(request.headers['webhook-timestamp']) + 1)})),
    secret: said(library, 'whsec_' + Buffer.alloc(24).toString('base64'), request),
});

const results = requests.map(request => ({standardwebhooks: verdicts(standardwebhooks, request), svix: verdicts(svix, request)}));
process.stdout.write(JSON.stringify(results) + '\n');
