import { describeMails } from '../describe-mail.ts';

const cautionEn = 'You get this mail because you started the import.';
const cautionZh = '您收到此邮件，是因为该导入由您发起。';

/** Tells whoever started an import how it ended. */
export const importMails = describeMails({
  importFinished: {
    en: {
      subject: 'Your import has finished',
      paragraphs: [
        'The import of “{file}” has finished.',
        'Created: {created}. Updated: {updated}. Skipped: {skipped}. Failed: {failed}.',
        'Failed rows, if any, are in the error file of import {importId}: correct them there and import that file again. The import can be undone for 30 days.',
      ],
      caution: cautionEn,
    },
    zh: {
      subject: '您的导入已完成',
      paragraphs: [
        '文件“{file}”已导入完成。',
        '新建 {created} 行，更新 {updated} 行，跳过 {skipped} 行，失败 {failed} 行。',
        '如有失败的行，请在导入 {importId} 的错误文件中更正后重新导入该文件。30 天内可撤销本次导入。',
      ],
      caution: cautionZh,
    },
  },
  importStopped: {
    en: {
      subject: 'Your import did not finish',
      paragraphs: ['The import of “{file}” ({importId}) stopped.', 'The reason: {reason}'],
      caution: cautionEn,
    },
    zh: {
      subject: '您的导入未完成',
      paragraphs: ['文件“{file}”的导入（{importId}）已停止。', '原因：{reason}'],
      caution: cautionZh,
    },
  },
  importUndone: {
    en: {
      subject: 'Your import was undone',
      paragraphs: [
        'The import of “{file}” ({importId}) was undone.',
        'Removed: {removed}. Restored: {restored}. Left as they are because they changed since: {conflicts}.',
      ],
      caution: cautionEn,
    },
    zh: {
      subject: '您的导入已撤销',
      paragraphs: [
        '文件“{file}”的导入（{importId}）已撤销。',
        '删除 {removed} 条，恢复 {restored} 条；{conflicts} 条之后有改动，保持不变。',
      ],
      caution: cautionZh,
    },
  },
});
