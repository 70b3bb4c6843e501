import { addressKey } from './rate-limiter.ts';

/** Where a request came from, as people recognise it in the list of their sessions. */
export interface RequestOrigin {
  readonly sourceIp: string;
  /** For example “Chrome on Windows”. */
  readonly device: string;
}

// Order matters: what is built on Chromium also calls itself Chrome, Chrome calls itself Safari, and
// HarmonyOS calls itself Android. Only Safari itself says its version in this way.
const programs: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOP[RT]\/|\bOPiOS\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bHuaweiBrowser\//, 'Huawei Browser'],
  [/\bMiuiBrowser\//, 'Mi Browser'],
  [/\bwxwork\//, 'WeCom'],
  [/\bMicroMessenger\//, 'WeChat'],
  [/\bDingTalk\//, 'DingTalk'],
  [/\b(?:Feishu|Lark)\//, 'Feishu'],
  [/\bM?QQBrowser\//, 'QQ Browser'],
  [/\bUC?Browser\//, 'UC Browser'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/(?:\b|Headless)Chrome\/|\bCriOS\//, 'Chrome'],
  [/\bVersion\/[\d.]+ (?:Mobile\/\w+ )?Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
];

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bHarmonyOS\b|\bOpenHarmony\b/, 'HarmonyOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMacintosh\b|\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

function match(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

/** Names program and system of a user agent; only known names come out, nothing the client wrote. */
export function deviceLabel(userAgent: string): string {
  const program = match(programs, userAgent);
  const system = match(systems, userAgent);
  if (program && system) return `${program} on ${system}`;
  return program ?? system ?? 'Unknown device';
}

/** Where an address is, coarsely: its network, without the part that points to one connection. */
export function placeOf({ sourceIp }: Pick<RequestOrigin, 'sourceIp'>): string {
  if (sourceIp.includes(':'))
    return `${addressKey({ sourceIp }).split(':').slice(0, 3).join(':')}::`;
  return sourceIp.replace(/\.\d+$/, '.*');
}

/** The origin of a request. */
export function originOf(request: { sourceIp: string; userAgent: string }): RequestOrigin {
  return { sourceIp: request.sourceIp, device: deviceLabel(request.userAgent) };
}
