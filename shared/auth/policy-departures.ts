import type { AuthPolicy } from './auth-policy.ts';

/** A choice of the deployment that a standard advises against. */
export interface PolicyDeparture {
  readonly setting: string;
  readonly standards: readonly string[];
  readonly en: string;
  readonly zh: string;
}

const known: readonly (PolicyDeparture & { readonly isChosen: (policy: AuthPolicy) => boolean })[] =
  [
    {
      isChosen: ({ password }) => password.minLength < 15,
      setting: 'password.minLength',
      standards: ['NIST SP 800-63B-4 §3.1.1.2'],
      en: 'Passwords shorter than 15 characters are meant to be used with a second factor only.',
      zh: '少于 15 个字符的密码应仅与第二验证方式一起使用。',
    },
    {
      isChosen: ({ password }) => password.composition,
      setting: 'password.composition',
      standards: ['NIST SP 800-63B-4 §3.1.1.2', 'ASVS 5.0 6.2.5'],
      en: 'Rules on letters, digits and symbols make people choose patterns that are easy to guess.',
      zh: '对字母、数字和符号的要求会使人们选择容易猜到的模式。',
    },
    {
      isChosen: ({ password }) => password.maxAgeDays > 0,
      setting: 'password.maxAgeDays',
      standards: ['NIST SP 800-63B-4 §3.1.1.2', 'ASVS 5.0 6.2.10'],
      en: 'A password should be changed when there is a sign of theft, not by the calendar.',
      zh: '密码应在有泄露迹象时更改，而不是按固定周期更改。',
    },
    {
      isChosen: ({ recovery }) => recovery.questions,
      setting: 'recovery.questions',
      standards: ['NIST SP 800-63B-4 §3.1.1.2', 'ASVS 5.0 6.4.2', 'OWASP Forgot Password'],
      en: 'Answers to security questions can often be found out; here they count only with a second proof.',
      zh: '安全问题的答案往往可以被查到；本系统仅在有第二证明时才接受。',
    },
    {
      isChosen: ({ recovery }) => recovery.sms,
      setting: 'recovery.sms',
      standards: ['NIST SP 800-63B-4 §3.2.9'],
      en: 'Text messages can be intercepted or redirected with the phone number.',
      zh: '短信可能被截获，或随手机号被转移。',
    },
    {
      isChosen: ({ password }) => password.breached === 'off',
      setting: 'password.breached',
      standards: ['ASVS 5.0 6.2.12'],
      en: 'Passwords are compared with a bundled list of common ones, not with a list of breaches.',
      zh: '密码仅与内置的常见密码列表比对，未与泄露密码库比对。',
    },
  ];

/** Which standards a deployment's choices depart from, each with the reason in both languages. */
export function departuresOf(policy: AuthPolicy): readonly PolicyDeparture[] {
  return known.filter(({ isChosen }) => isChosen(policy));
}
