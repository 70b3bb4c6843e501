import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { type ServedApi, type ServedApiOptions, serveApi } from './served-api.ts';

let api: ServedApi;
const open = async (options: ServedApiOptions = {}) => {
  api = await serveApi(options);
  return api;
};
afterEach(() => api.close());

const event = () => api.events.at(-1)!;

describe('a request', () => {
  it('reaches the function in payload format 2.0', async () => {
    await open({ routes: { 'POST /things/{thingId}': {} } });
    await api.get('/things/a%20b?tag=x&tag=y&q=%E4%BD%A0', {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: 'a=1; b=2', 'X-Twice': 'v' },
      body: '{"n":1}',
    });
    expect(event()).toMatchObject({
      version: '2.0',
      routeKey: 'POST /things/{thingId}',
      rawPath: '/things/a%20b',
      rawQueryString: 'tag=x&tag=y&q=%E4%BD%A0',
      cookies: ['a=1', 'b=2'],
      pathParameters: { thingId: 'a b' },
      queryStringParameters: { tag: 'x,y', q: '你' },
      body: '{"n":1}',
      isBase64Encoded: false,
      requestContext: {
        stage: '$default',
        timeEpoch: Date.UTC(2030, 0, 1),
        http: { method: 'POST', sourceIp: '127.0.0.1' },
      },
    });
    expect(event().headers).toMatchObject({ 'x-twice': 'v', 'x-forwarded-for': '127.0.0.1' });
    expect(event().headers).not.toHaveProperty('cookie');
    expect(event().headers).not.toHaveProperty('connection');
  });

  it('carries a body that is no text in base64', async () => {
    await open({ routes: { 'POST /things': {} } });
    await api.get('/things', {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array([0, 255]),
    });
    expect(event()).toMatchObject({ body: 'AP8=', isBase64Encoded: true });
  });

  it('adds the caller’s address to what a proxy claims', async () => {
    await open();
    await api.get('/things', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(event().headers['x-forwarded-for']).toBe('203.0.113.9, 127.0.0.1');
    expect(event().requestContext.http['sourceIp']).toBe('127.0.0.1');
  });

  it('takes the most specific route', async () => {
    await open({
      routes: {
        'GET /things/{thingId}': {},
        'GET /things/new': {},
        'ANY /things/{rest+}': {},
        'GET /files/{path+}': {},
      },
    });
    for (const [path, key] of [
      ['/things/new', 'GET /things/new'],
      ['/things/7', 'GET /things/{thingId}'],
      ['/things/7/parts', 'ANY /things/{rest+}'],
      ['/files/a/b', 'GET /files/{path+}'],
    ] as const)
      expect(await (await api.get(path)).json(), path).toEqual({ echo: key });
    expect(event().pathParameters).toEqual({ path: 'a/b' });
  });

  it.each([
    ['to an unknown path', '/nothing', {}, 404],
    ['with another method', '/things', { method: 'DELETE' }, 404],
    ['with a trailing slash', '/things/', {}, 404],
    ['in another case', '/THINGS', {}, 404],
    ['with a broken escape', '/%E4%', {}, 400],
  ])('%s goes no further', async (_title, path, init, status) => {
    await open();
    expect((await api.get(path, init)).status).toBe(status);
    expect(api.events).toEqual([]);
  });

  it('over 10 MB is refused before any function sees it', async () => {
    await open({ routes: { 'POST /things': {} } });
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const answer = await api.get('/things', { method: 'POST', body }).catch(() => undefined);
    // The connection may be cut while the rest of the body is still on its way.
    if (answer) expect(answer.status).toBe(413);
    expect(api.events).toEqual([]);
  });
});

describe('an answer', () => {
  it('has the function’s status, headers, cookies and body', async () => {
    await open();
    api.answerWith(async () => ({
      payload: {
        statusCode: 201,
        headers: { 'Content-Type': 'image/png', Connection: 'close', 'X-Count': 3 },
        cookies: ['a=1; Secure', 'b=2'],
        body: 'AP8=',
        isBase64Encoded: true,
      },
    }));
    const answer = await api.get('/things');
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('x-count')).toBe('3');
    expect(answer.headers.getSetCookie()).toEqual(['a=1; Secure', 'b=2']);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255]);
  });

  it('without a status code is the body of a 200', async () => {
    await open();
    api.answerWith(async () => ({ payload: { any: 'thing' } }));
    const answer = await api.get('/things');
    expect([answer.status, await answer.json()]).toEqual([200, { any: 'thing' }]);
  });

  it.each([
    ['fails', { payload: null, error: { errorType: 'Error', errorMessage: 'secret' } }, 500],
    [
      'takes too long for Lambda',
      { payload: null, error: { errorType: 'Sandbox.Timedout', errorMessage: 'late' } },
      503,
    ],
    ['answers nonsense', { payload: { statusCode: 'ten' } }, 500],
  ])('of a function that %s says nothing of it', async (_title, result, status) => {
    await open();
    api.answerWith(async () => result);
    const answer = await api.get('/things');
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain('secret');
  });

  it('that does not come in the integration’s time is a 503', async () => {
    await open({ integration: { TimeoutInMillis: 50 } });
    const late = Promise.withResolvers<{ payload: unknown }>();
    api.answerWith(() => late.promise);
    expect((await api.get('/things')).status).toBe(503);
    late.resolve({ payload: null });
  });
});

describe('throttling', () => {
  it('admits the burst, then the rate, and never wakes the function for the rest', async () => {
    await open({
      stage: { DefaultRouteSettings: { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 } },
    });
    const statuses = async (count: number) => {
      const answers = [];
      for (let index = 0; index < count; index += 1)
        answers.push((await api.get('/things')).status);
      return answers;
    };
    expect(await statuses(3)).toEqual([200, 200, 429]);
    await api.clock.advance(1_000);
    expect(await statuses(2)).toEqual([200, 429]);
    expect(api.events).toHaveLength(3);
  });
});

describe('CORS', () => {
  const cors = {
    api: {
      CorsConfiguration: {
        AllowOrigins: ['https://crm.example'],
        AllowMethods: ['*'],
        AllowHeaders: ['content-type'],
        ExposeHeaders: ['etag'],
        MaxAge: 60,
      },
    },
  };
  const preflight = (origin: string) =>
    api.get('/things', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });

  it('answers a preflight of an allowed origin itself', async () => {
    await open(cors);
    const answer = await preflight('https://crm.example');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://crm.example');
    expect(answer.headers.get('access-control-max-age')).toBe('60');
    expect(api.events).toEqual([]);
  });

  it.each([
    'https://evil.example',
    'https://crm.example.evil.example',
    'null',
    'http://crm.example',
  ])('API-14: gives %s nothing', async (origin) => {
    await open(cors);
    const answers = [await preflight(origin), await api.get('/things', { headers: { origin } })];
    for (const answer of answers)
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('overrules what the function says', async () => {
    await open(cors);
    api.answerWith(async () => ({
      payload: { statusCode: 200, headers: { 'access-control-allow-origin': '*' } },
    }));
    const answer = await api.get('/things', { headers: { origin: 'https://crm.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://crm.example');
    expect(answer.headers.get('access-control-expose-headers')).toBe('etag');
  });
});

describe('the access log', () => {
  it('has the stage’s format, for refusals too', async () => {
    const Format = '$context.routeKey $context.status $context.identity.sourceIp $context.nothing';
    await open({ stage: { AccessLogSettings: { DestinationArn: 'arn', Format } } });
    await api.get('/things?secret=1');
    await api.get('/nothing');
    expect(api.accessLog()).toEqual(['GET /things 200 127.0.0.1 -', '- 404 127.0.0.1 -']);
  });
});

describe('a JWT authorizer', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const issuer = 'https://issuer.example';
  const now = Date.UTC(2030, 0, 1) / 1_000;
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }] };
  const token = (
    claims: Record<string, unknown> = {},
    { key = privateKey, expires = now + 60 } = {},
  ) =>
    new SignJWT({ sub: 'ada', scope: 'read write', aud: 'web', iss: issuer, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setExpirationTime(expires)
      .sign(key);
  const guarded: ServedApiOptions = {
    authorizer: {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: issuer, Audience: ['web'] },
    },
    routes: {
      'GET /things': { AuthorizationType: 'JWT' },
      'GET /admin': { AuthorizationType: 'JWT', AuthorizationScopes: ['admin'] },
    },
    needs: { keysFor: () => keys },
  };
  const ask = async (authorization: string | undefined, path = '/things') =>
    (await api.get(path, { headers: authorization ? { authorization } : {} })).status;

  it('lets a good token in and tells the function who it is', async () => {
    await open(guarded);
    expect(await ask(`Bearer ${await token()}`)).toBe(200);
    expect(event().requestContext.authorizer).toMatchObject({
      jwt: { claims: { sub: 'ada' }, scopes: ['read', 'write'] },
    });
  });

  it.each([
    ['no token', async () => undefined],
    ['a token of another issuer', () => token({ iss: 'https://other.example' })],
    ['a token for another audience', () => token({ aud: 'other' })],
    ['an expired token', () => token({}, { expires: now - 1 })],
    ['a token not valid yet', () => token({ nbf: now + 60 })],
    ['a forged token', () => token({}, { key: stranger.privateKey })],
    ['an unsigned token', async () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.'],
    ['half a token', async () => (await token()).slice(0, 40)],
  ])('AUTH-12: refuses %s', async (_title, make) => {
    await open(guarded);
    const made = await make();
    expect(await ask(made && `Bearer ${made}`)).toBe(401);
    expect(api.events).toEqual([]);
  });

  it('refuses a token without the route’s scope', async () => {
    await open(guarded);
    expect(await ask(`Bearer ${await token()}`, '/admin')).toBe(403);
    expect(await ask(`Bearer ${await token({ scope: 'admin' })}`, '/admin')).toBe(200);
  });
});

describe('the template', () => {
  it.each([
    ['an API of another protocol', { api: { ProtocolType: 'WEBSOCKET' } }, 'ProtocolType'],
    ['a property nobody knows', { api: { Nonsense: true } }, 'Nonsense'],
    ['a named stage', { stage: { StageName: 'prod' } }, '$default'],
    [
      'a protected route without authorizer',
      { routes: { 'GET /a': { AuthorizationType: 'JWT' } } },
      'AuthorizerId',
    ],
  ])('with %s stops the start and says so', async (_title, options, word) => {
    await expect(serveApi(options)).rejects.toThrow(word);
    await open();
  });

  it('that lets the API not invoke its function answers 500', async () => {
    await open({ needs: { permits: () => false } });
    expect((await api.get('/things')).status).toBe(500);
    expect(api.events).toEqual([]);
  });
});
