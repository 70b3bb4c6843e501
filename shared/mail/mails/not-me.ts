/** How notices end: by the button that says “this was not me”, once and for seven days. */
export const notMe = {
  page: '/not-me#k={token}',
  en: {
    button: 'This was not me',
    caution:
      'If this was you, there is nothing to do. If not, use the button within seven days: it locks your account and tells the administrators.',
  },
  zh: {
    button: '这不是我本人操作',
    caution:
      '如果是您本人操作，无需处理。如果不是，请在七天内点击按钮：账户将被锁定，并通知管理员。',
  },
} as const;
