import type { ExportJob } from '#shared/exports/export-job';

const texts = {
  not_permitted: {
    en: 'Your role no longer permits exporting these records.',
    zh: '您的角色不再允许导出这些记录。',
  },
  too_many_rows: {
    en: 'A workbook holds 1,048,575 rows. Export as CSV, or filter the list.',
    zh: '一个工作簿最多 1,048,575 行。请导出为 CSV，或先筛选列表。',
  },
} as const satisfies Record<NonNullable<ExportJob['problem']>, { en: string; zh: string }>;

/** Why an export failed and what to do, in the reader's language. */
export function problemText(
  problem: NonNullable<ExportJob['problem']>,
  locale: 'en' | 'zh',
): string {
  return texts[problem][locale];
}
