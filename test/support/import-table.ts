import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { ImportJob } from '#shared/imports/import-job';
import { sentenceOf } from '#shared/imports/problems';
import { readPlan } from '#shared/imports/read-plan';
import { importHarness } from '#test/unit/imports/import-harness';

/**
 * Imports every table in `../shared/data`, each into an empty CRM, and writes what became of it into
 * `docs/imports.md`. Run it with `node test/support/import-table.ts`.
 */
const root = '../shared/data/';
const tables = new Set(['.csv', '.tsv', '.ssv', '.psv', '.txt', '.xlsx', '.xls', '']);
/** Vectors and conformance cases are no tables of customers. */
const others = /^(?:notes|vectors|blns|isemail|csv-spectrum)\//;

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && tables.has(extname(entry.name).toLowerCase()))
  .map(({ parentPath, name }) => `${parentPath}/${name}`.replace(/\/+/g, '/').slice(root.length))
  .filter((path) => !others.test(path))
  .sort();

const lines = [
  '| file | recognised as | columns used | created | updated | skipped | failed | remarks |',
  '| --- | --- | --- | --: | --: | --: | --: | --- |',
];
for (const path of files) lines.push(await lineOf(path));

const begin = '<!-- files: begin -->';
const end = '<!-- files: end -->';
const page = readFileSync('docs/imports.md', 'utf8');
const [head = '', rest = ''] = page.split(begin);
const tail = rest.split(end)[1] ?? '';
writeFileSync('docs/imports.md', `${head}${begin}\n\n${lines.join('\n')}\n\n${end}${tail}`);

async function lineOf(path: string): Promise<string> {
  const harness = importHarness();
  const job = await harness.drop(`inbox/${path.split('/').at(-1)}`, readFileSync(root + path));
  const { counts } = job ?? {};
  const cells = [
    path,
    recognised(job),
    job?.chunks === undefined ? '–' : await columnsOf(harness, job),
    ...[counts?.created, counts?.updated, counts?.skipped, counts?.failed].map((count) =>
      count === undefined ? '–' : String(count),
    ),
    remarks(job, harness.text(`outbox/${job?.id}/report.json`)),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/\s+/g, ' ')).join(' | ')} |`;
}

function recognised(job: ImportJob | undefined): string {
  const { form, object } = job ?? {};
  if (!form) return '–';
  const delimiters = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };
  const kind =
    form.sheet === undefined
      ? `${form.encoding}, ${delimiters[form.delimiter]}`
      : `xlsx, sheet ${form.sheet}`;
  return `${form.system ? `${form.system}: ` : ''}${object}; ${kind}; header in row ${form.headerRow}`;
}

async function columnsOf(harness: ReturnType<typeof importHarness>, job: ImportJob) {
  const { mapping, confidence } = await readPlan(harness.files, job.id);
  const count = (kind: string) => mapping.columns.filter(({ use }) => use.kind === kind).length;
  return `${count('field')} fields, ${count('notes')} notes, ${count('ignored')} out (${Math.round(confidence * 100)} %)`;
}

function remarks(job: ImportJob | undefined, report: string | undefined): string {
  const [problem] = job?.problems ?? [];
  if (problem) return sentenceOf(problem, 'en');
  const notices: { en: string; count: number }[] = JSON.parse(report ?? '{}').notices ?? [];
  return notices
    .slice(0, 2)
    .map(({ en, count }) => `${count} × ${en.slice(0, 90)}`)
    .join(' ');
}
