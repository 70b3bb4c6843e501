import { language } from '/pages/texts.js';

/** What the API says in English, by its code. */
const zh = {
  'sign_in.refused': '账号或密码不正确。如果密码已被重置，请通过邮件中的链接设置新密码。',
  'sign_in.code_wrong': '验证码不正确。',
  'sign_in.challenge_invalid': '登录已超时，请重新开始。',
  'account.code_wrong': '验证码不正确或已过期。',
  'account.factor_required': '您的角色要求使用两步验证，不能移除最后一种方式。',
  'password.current_wrong': '密码不正确。',
  'password.refused': '新密码不符合要求。',
  'request.too_many': '尝试次数过多，请稍后再试。',
  'request.invalid': '输入内容有误。',
  'request.unauthenticated': '请先登录。',
  'recovery.refused': '链接或验证码已失效。',
};

/** A refusal of the API as an error that can be shown, with its stable code. */
export function refusal({ code, detail, title, fields = [] }) {
  const said = (language === 'zh' && zh[code]) || (detail ?? title);
  return Object.assign(new Error([said, ...fields.map((each) => each.message)].join('\n')), {
    code,
  });
}
