/* rest_client.mjs — makes calls with the vendor's REST client, one for each line of standard input:
 *
 *   {"url":"http://127.0.0.1:…","token":"…","steps":[["from","automations"],["select","id,name"],["eq","id",7],["single"]]}
 *
 * Each step is a method of the client with its arguments. Prints for each line what the call resolved to: status, data,
 * error and count.
 */
import {createInterface} from 'node:readline';
import {PostgrestClient} from '@supabase/postgrest-js';

async function resolved({url, token, steps}) {
    const headers = token === undefined ? {} : {Authorization: `Bearer ${token}`};
    let call = new PostgrestClient(url, {headers});
    for (const [method, ...args] of steps) call = call[method](...args);
    const {status, data, error, count} = await call;
    return {status, data, error, count};
}

for await (const line of createInterface({input: process.stdin})) {
    const answer = await resolved(JSON.parse(line)).catch(error => ({failed: String(error)}));
    process.stdout.write(JSON.stringify(answer) + '\n');
}
