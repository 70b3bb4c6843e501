import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { compressed } from '#shared/http/compressed';

const large = { statusCode: 200, body: '客户'.repeat(300_000) };

it.each(['gzip', 'gzip, deflate, br', 'br;q=1.0, gzip;q=0.8', '*', 'GZIP'])(
  'compresses a large answer for those who accept “%s”',
  (accepted) => {
    const { body = '', headers, isBase64Encoded } = compressed(large, accepted);
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(isBase64Encoded).toBe(true);
    expect(gunzipSync(Buffer.from(body, 'base64')).toString()).toBe(large.body);
  },
);

it.each([undefined, '', 'identity', 'br', 'gzip;q=0', 'gzip;q=0.0'])(
  'leaves it as it is for those who accept “%s”',
  (accepted) => {
    expect(compressed(large, accepted)).toBe(large);
  },
);

it('leaves small answers and files as they are', () => {
  for (const result of [{ body: 'small' }, {}, { ...large, isBase64Encoded: true }])
    expect(compressed(result, 'gzip')).toBe(result);
});
