import { expect, test } from 'vitest';
import { addressKey } from '#shared/auth/rate-limiter';
import { deviceLabel } from '#shared/auth/request-origin';

test.each([
  {
    title: 'Chrome on Windows',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  },
  {
    title: 'Edge on Windows',
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
  },
  {
    title: 'Safari on iPhone',
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1',
  },
  {
    title: 'WeChat on Android',
    userAgent:
      'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36 MicroMessenger/8.0.50',
  },
  { title: 'curl', userAgent: 'curl/8.5.0' },
  { title: 'Unknown device', userAgent: '<script>alert(1)</script>' },
  { title: 'Unknown device', userAgent: '' },
])('$title is told from its user agent', ({ title, userAgent }) => {
  expect(deviceLabel(userAgent)).toBe(title);
});

test.each([
  { sourceIp: '203.0.113.7', key: '203.0.113.7' },
  { sourceIp: '2001:db8:1:2:3:4:5:6', key: '2001:db8:1:2' },
  { sourceIp: '2001:0DB8:0001:0002::1', key: '2001:db8:1:2' },
  { sourceIp: '2001:db8::1', key: '2001:db8:0:0' },
  { sourceIp: '::1', key: '0:0:0:0' },
])('limits count $sourceIp as $key', ({ sourceIp, key }) => {
  expect(addressKey({ sourceIp })).toBe(key);
});
