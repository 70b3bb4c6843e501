import { language } from '/pages/texts.js';

/** What the API says in English, by its code. */
const zh = {
  'sign_in.refused': '账号或密码不正确。如果密码已被重置，请通过邮件中的链接设置新密码。',
  'sign_in.code_wrong': '验证码不正确。',
  'sign_in.challenge_invalid': '登录已超时，请重新开始。',
  'account.code_wrong': '验证码不正确或已过期。',
  'account.factor_required': '您的角色要求使用两步验证，不能移除最后一种方式。',
  'auth.proof_refused': '无法验证您的身份，请重试。',
  'password.current_wrong': '密码不正确。',
  'password.refused': '新密码不符合要求。',
  'request.too_many': '操作过于频繁，请稍后再试。',
  'request.invalid': '输入内容有误。',
  'request.unauthenticated': '请先登录。',
  'request.not_found': '未找到相应内容。',
  'request.forbidden': '您的角色无权进行此操作。',
  'auth.step_up_required': '请再次验证您的身份后重试。',
  'auth.session_restricted': '请先完成当前步骤。',
  'account.factor_missing': '尚未设置此验证方式。',
  'account.phone_missing': '请先设置手机号。',
  'passkey.not_offered': '当前部署未启用通行密钥。',
  'passkey.not_accepted': '无法使用此通行密钥。',
  'sign_in.use_company': '请通过公司账号登录。',
  'sso.not_offered': '此邮箱没有对应的公司登录。',
  'sso.refused': '公司登录未被接受。',
  'recovery.not_offered': '当前部署未启用此方式。',
  'user.exists': '此邮箱或用户名已被使用。',
  'user.unknown': '没有此人员。',
  'auth.key_not_allowed': 'API 密钥不能执行此操作，请本人登录后操作。',
  'auth.key_reads_only': '此 API 密钥只能读取。',
  'user.not_invited': '此人已接受邀请。',
  'user.manager_unknown': '经理必须是其他现有人员。',
  'user.own_account': '不能对自己的账户进行此操作。',
  'user.last_administrator': '这是最后一位管理员，无法进行此操作。',
  'user.successor_required': '请选择接手人。',
  'user.successor_inactive': '接手人必须是其他正常状态的人员。',
  'user.state_conflict': '此人当前状态不允许此操作。',
  'user.single_sign_on': '此人通过公司登录，无需在此重置。',
  'role.above_own': '对方角色的权限高于您的角色。',
  'recovery.refused': '链接或验证码已失效。',
};

/** A refusal of the API as an error that can be shown, with its stable code. */
export function refusal({ code, detail, title, fields = [] }) {
  const said = (language === 'zh' && zh[code]) || (detail ?? title);
  return Object.assign(new Error([said, ...fields.map((each) => each.message)].join('\n')), {
    code,
  });
}
