import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ClientLimits,
  gatewayLimits,
  type Listening,
  listen,
} from '#infra/local/endpoint/listen';

/** Long enough for whoever is not slow, also on a machine with much to do. */
const soon = { headersTimeout: 1_000, requestTimeout: 1_500, connectionsCheckingInterval: 50 };

let server: Listening;
let answered = 0;
let abandoned = 0;

async function serve(limits: ClientLimits) {
  answered = 0;
  abandoned = 0;
  server = await listen(0, limits);
  server.serve((request, response) => {
    request.on('error', () => {
      abandoned += 1;
    });
    request.resume().on('end', () => {
      answered += 1;
      response.end(`answer to ${request.url}`);
    });
  });
}
afterEach(() => server.close());

/** A connection that has sent some bytes; `text` gathers what comes back until it ends. */
function sender(bytes: string, ends = false) {
  const { port } = new URL(server.url);
  const socket: Socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => undefined);
  if (ends) socket.end(bytes);
  else socket.write(bytes);
  socket.on('end', () => socket.end());
  return { socket, closed: once(socket, 'close'), text: () => text };
}

describe('API-23: one port for many clients', () => {
  it('lets go of those that never finish their headers, and answers others meanwhile', async () => {
    await serve({ ...gatewayLimits, ...soon });
    const slow = Array.from({ length: 50 }, () => sender('GET /slow HTTP/1.1\r\nhost: a\r\nx-'));
    expect(await (await fetch(`${server.url}/quick`)).text()).toBe('answer to /quick');
    await Promise.all(slow.map(({ closed }) => closed));
    for (const { text } of slow) expect(text()).toMatch(/^HTTP\/1\.1 408 /);
    expect(answered).toBe(1);
  });

  it('lets go of a body that never comes', async () => {
    await serve({ ...gatewayLimits, ...soon });
    const head = 'POST /slow HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n';
    const slow = sender(`${head}half`);
    await slow.closed;
    expect(abandoned).toBe(1);
    expect(answered).toBe(0);
  });

  it('answers who has closed their side, and closes its own', async () => {
    await serve(gatewayLimits);
    const half = sender('GET /half HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', true);
    await half.closed;
    expect(half.text()).toContain('answer to /half');
  });

  it('answers requests that are sent in one go in their order', async () => {
    await serve(gatewayLimits);
    const requests = Array.from({ length: 100 }, (_, index) => {
      const last = index === 99 ? 'connection: close\r\n' : '';
      return `GET /${index} HTTP/1.1\r\nhost: a\r\n${last}\r\n`;
    });
    const pipeline = sender(requests.join(''));
    await pipeline.closed;
    const order = [...pipeline.text().matchAll(/answer to \/(\d+)/g)].map(([, number]) => number);
    expect(order).toEqual(requests.map((_, index) => String(index)));
  });

  it('refuses more headers than API Gateway takes', async () => {
    await serve(gatewayLimits);
    const large = sender(`GET / HTTP/1.1\r\nhost: a\r\nx-large: ${'a'.repeat(10_300)}\r\n\r\n`);
    await large.closed;
    expect(large.text()).toMatch(/^HTTP\/1\.1 431 /);
    expect(answered).toBe(0);
  });
});
