const en = {
  signIn: 'Sign in',
  signOut: 'Sign out',
  email: 'E-mail address',
  password: 'Password',
  newPassword: 'New password',
  again: 'New password again',
  setPassword: 'Set the password',
  different: 'The two passwords are not the same.',
  forgotten: 'Forgotten your password?',
  sendLink: 'Send me a link',
  linkSent:
    'If this address has an account, a mail with a link is on its way. It is valid for 30 minutes.',
  backToSignIn: 'Back to sign-in',
  company: 'Sign in through your company',
  goToCompany: 'Go on to your company',
  companyRefused: 'Your company did not sign you in. Try again, or ask its administrators.',
  firstPassword: 'Choose your own password to finish signing in.',
  passwordSet: 'Your new password is set. All earlier sessions have ended; sign in with it.',
  noLink: 'This address holds no link. Open the one from the newest mail, or ask for another.',
  signedIn: (name) => `You are signed in as ${name}.`,
  apiDocs: 'API documentation',
  unreachable: 'The service does not answer. Try again in a moment.',
};

const zh = {
  signIn: '登录',
  signOut: '退出登录',
  email: '电子邮箱',
  password: '密码',
  newPassword: '新密码',
  again: '再次输入新密码',
  setPassword: '设置密码',
  different: '两次输入的密码不一致。',
  forgotten: '忘记密码？',
  sendLink: '发送重置链接',
  linkSent: '如果该邮箱有账户，我们已发送一封带有链接的邮件，链接 30 分钟内有效。',
  backToSignIn: '返回登录',
  company: '通过公司账号登录',
  goToCompany: '前往公司登录页面',
  companyRefused: '公司登录未成功，请重试或联系公司管理员。',
  firstPassword: '请设置您自己的密码以完成登录。',
  passwordSet: '新密码已设置，之前的所有会话均已结束，请用新密码登录。',
  noLink: '此地址不含链接，请打开最新邮件中的链接，或重新申请。',
  signedIn: (name) => `您已登录：${name}。`,
  apiDocs: 'API 文档',
  unreachable: '服务暂无响应，请稍后再试。',
};

/** The page's texts in the browser's language: Chinese where it asks for it, else English. */
export const language = navigator.language.startsWith('zh') ? 'zh' : 'en';
export const texts = language === 'zh' ? zh : en;
