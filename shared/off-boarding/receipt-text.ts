import type { Locale } from '#shared/mail/describe-mail';
import { objects } from '#shared/objects/objects';
import type { BelongingName } from './belongings.ts';
import type { OffBoarding, StepName, skipReasons } from './off-boarding.ts';

type Texts = Readonly<Record<Locale, string>>;

const stepTexts: Readonly<Record<StepName, Texts>> = {
  gate: { en: 'Access blocked, sessions ended', zh: '已阻止访问并结束所有会话' },
  'sign-out': { en: 'Signed out everywhere', zh: '已在所有设备退出登录' },
  disable: { en: 'Account disabled', zh: '账户已停用' },
  password: { en: 'Password replaced by a random one', zh: '密码已替换为随机密码' },
  factors: { en: 'Second factors and saved codes removed', zh: '两步验证和备用验证码已移除' },
  passkeys: { en: 'Passkeys revoked', zh: '通行密钥已撤销' },
  company: { en: 'Account of the company’s sign-in disabled', zh: '公司登录账户已停用' },
  keys: { en: 'API keys revoked', zh: 'API 密钥已吊销' },
  views: { en: 'Saved views handed over or removed', zh: '保存的视图已移交或删除' },
  reviews: { en: 'Open access decisions made', zh: '待定的访问审查已处理' },
  shares: { en: 'Shares handed over or ended', zh: '共享已移交或结束' },
  reports: { en: 'Colleagues given another manager', zh: '下属已更换经理' },
  records: { en: 'Records handed over', zh: '记录已移交' },
  notices: { en: 'Administrators and successor told', zh: '已通知管理员和接手人' },
};

/** Kinds that a step counts together, one by one. */
const partTexts: Readonly<Partial<Record<StepName, Partial<Record<BelongingName, Texts>>>>> = {
  views: {
    sharedViews: { en: 'Handed over', zh: '已移交' },
    privateViews: { en: 'Removed', zh: '已删除' },
  },
  shares: {
    sharesByThem: { en: 'Given by them', zh: '由其发起' },
    sharesWithThem: { en: 'Given to them', zh: '共享给其本人' },
  },
};

const skipTexts: Readonly<Record<(typeof skipReasons)[number], Texts>> = {
  'no-account': { en: 'nothing to do: no account yet', zh: '无需处理：尚无账户' },
  'single-sign-on': {
    en: 'nothing to do: the company’s sign-in has the password',
    zh: '无需处理：密码由公司统一登录管理',
  },
  'no-single-sign-on': {
    en: 'nothing to do: no company signs them in',
    zh: '无需处理：未通过公司登录',
  },
};

const titles: Texts = { en: 'Off-boarding of {name}', zh: '{name} 的离职移交' };
const labels = {
  reason: { en: 'Reason', zh: '原因' },
  successor: { en: 'Successor', zh: '接手人' },
  state: { en: 'State', zh: '状态' },
  ended: { en: 'Ended', zh: '完成时间' },
} as const satisfies Record<string, Texts>;

const stateTexts: Readonly<Record<OffBoarding['state'], Texts>> = {
  scheduled: { en: 'scheduled', zh: '已计划' },
  running: { en: 'running', zh: '进行中' },
  done: { en: 'done', zh: '已完成' },
  failed: { en: 'failed', zh: '失败' },
  cancelled: { en: 'cancelled', zh: '已取消' },
};

const minute = (time: string) => `${time.slice(0, 16).replace('T', ' ')} UTC`;

/** The receipt for people to read and keep; lines of plain text. */
export function receiptText(job: OffBoarding, successor: string | undefined, locale: Locale) {
  const line = (label: keyof typeof labels, value: string) => `${labels[label][locale]}: ${value}`;
  const counts = Object.values(objects).flatMap(({ name, labels: { many } }) => {
    const count = job.counts[name];
    return count ? [`  ${many[locale]}: ${count}`] : [];
  });
  return [
    titles[locale].replace('{name}', () => job.name),
    line('reason', job.reason),
    line('successor', successor ?? '–'),
    line('state', stateTexts[job.state][locale]),
    ...(job.endedAt ? [line('ended', minute(job.endedAt))] : []),
    '',
    ...job.steps.flatMap(({ step, at, count, skipped }) => [
      [
        `${minute(at)}  ${stepTexts[step][locale]}`,
        ...(count === undefined ? [] : [`(${count})`]),
        ...(skipped ? [`(${skipTexts[skipped][locale]})`] : []),
      ].join(' '),
      ...(step === 'records' ? counts : partsOf(job, step, locale)),
    ]),
  ].join('\n');
}

function partsOf({ belongings }: OffBoarding, step: StepName, locale: Locale): string[] {
  const parts = Object.entries(partTexts[step] ?? {});
  return parts.flatMap(([name, texts]) => {
    const count = Object.entries(belongings).find(([each]) => each === name)?.[1];
    return count ? [`  ${texts[locale]}: ${count}`] : [];
  });
}
