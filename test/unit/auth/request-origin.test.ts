import { expect, test } from 'vitest';
import { addressKey } from '#shared/auth/rate-limiter';
import { deviceLabel } from '#shared/auth/request-origin';

const chromium = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';

test.each([
  {
    title: 'Chrome on Windows',
    userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chromium} Chrome/140.0.0.0 Safari/537.36`,
  },
  {
    title: 'Chrome on Linux',
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${chromium} HeadlessChrome/140.0.0.0 Safari/537.36`,
  },
  {
    title: 'Chrome on iPhone',
    userAgent: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} CriOS/140.0.7339.101 Mobile/15E148 Safari/604.1`,
  },
  {
    title: 'Chrome on ChromeOS',
    userAgent: `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${chromium} Chrome/140.0.0.0 Safari/537.36`,
  },
  {
    title: 'Edge on Windows',
    userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chromium} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
  },
  {
    title: 'Edge on Android',
    userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${chromium} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0`,
  },
  {
    title: 'Edge on iPhone',
    userAgent: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} Version/18.0 EdgiOS/140.0.3485.54 Mobile/15E148 Safari/604.1`,
  },
  {
    title: 'Firefox on macOS',
    userAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:142.0) Gecko/20100101 Firefox/142.0',
  },
  {
    title: 'Firefox on iPhone',
    userAgent: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} FxiOS/142.0 Mobile/15E148 Safari/605.1.15`,
  },
  {
    title: 'Safari on iPhone',
    userAgent: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) ${webKit} Version/18.6 Mobile/15E148 Safari/604.1`,
  },
  {
    title: 'Safari on macOS',
    userAgent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit} Version/18.6 Safari/605.1.15`,
  },
  {
    title: 'Opera on Windows',
    userAgent: `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chromium} Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0`,
  },
  {
    title: 'Samsung Internet on Android',
    userAgent: `Mozilla/5.0 (Linux; Android 10; K) ${chromium} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
  },
  {
    title: 'WeChat on Android',
    userAgent: `Mozilla/5.0 (Linux; Android 14; 23127PN0CC Build/UKQ1; wv) ${chromium} Version/4.0 Chrome/130.0.6723.103 Mobile Safari/537.36 XWEB/1300467 MMWEBSDK/20250201 MicroMessenger/8.0.58.2841(0x28003A35) WeChat/arm64 NetType/WIFI Language/zh_CN ABI/arm64`,
  },
  {
    title: 'WeChat on iPhone',
    userAgent: `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${webKit} Mobile/15E148 MicroMessenger/8.0.60(0x18003c2f) NetType/WIFI Language/zh_CN`,
  },
  {
    title: 'WeChat on Windows',
    userAgent: `Mozilla/5.0 (Windows NT 10.0; WOW64) ${chromium} Chrome/116.0.0.0 Safari/537.36 NetType/WIFI MicroMessenger/7.0.20.1781(0x6700143B) WindowsWechat(0x63090a13) XWEB/8555 Flue`,
  },
  {
    title: 'WeCom on macOS',
    userAgent: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${chromium} Chrome/116.0.0.0 Safari/537.36 wxwork/4.1.36 MicroMessenger/7.0.1 Language/zh`,
  },
  {
    title: 'Huawei Browser on HarmonyOS',
    userAgent: `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${chromium} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile HuaweiBrowser/5.1.0.302`,
  },
  {
    title: 'Huawei Browser on HarmonyOS',
    userAgent: `Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00; HMSCore 6.15.0.302) ${chromium} Chrome/114.0.5735.196 HuaweiBrowser/15.0.8.301 Mobile Safari/537.36`,
  },
  {
    title: 'Chrome on HarmonyOS',
    userAgent: `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${chromium} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
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
