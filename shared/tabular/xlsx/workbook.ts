import type { ByteSource } from './byte-source.ts';
import { limits } from './limits.ts';
import { openPackage, type Package } from './open-package.ts';
import { attribute, readXmlWhole } from './read-xml.ts';
import { WorkbookError } from './workbook-error.ts';

export interface Sheet {
  readonly name: string;
  readonly visible: boolean;
  /** Name of its part. */
  readonly part: string;
}

/** A workbook's own description: what lies where in it. */
export interface Workbook {
  readonly parts: Package;
  readonly sheets: readonly Sheet[];
  /** Days are counted from 1904, as old Macs did. */
  readonly from1904: boolean;
  readonly sharedStrings: string | undefined;
  readonly styles: string | undefined;
}

interface Relationship {
  readonly id: string;
  readonly type: string;
  readonly part: string;
}

/** Opens a workbook and reads its description. Throws `WorkbookError` for what is none. */
export async function openWorkbook(source: ByteSource): Promise<Workbook> {
  const parts = await openPackage(source);
  if (!parts.has('[Content_Types].xml')) {
    // LibreOffice's and Apple's documents are zip files as well.
    const isForeign = ['content.xml', 'Index/Document.iwa'].some((name) => parts.has(name));
    throw new WorkbookError(isForeign ? 'foreign' : 'archive');
  }
  const roots = await relationshipsOf(parts, '');
  const main = roots.find(({ type }) => type === 'officeDocument')?.part;
  if (main === undefined) throw new WorkbookError('broken');
  if (main.toLowerCase().endsWith('.bin')) throw new WorkbookError('foreign');
  await refuseOtherTypes(parts, main);

  const sheets: { name: string; visible: boolean; id: string }[] = [];
  let from1904 = false;
  await readXmlWhole(await parts.open(main, limits.workbook, limits.sheetRatio), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(?:1|true)$/i.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      if (sheets.length >= limits.sheets) throw new WorkbookError('unsafe');
      const visible = (attributes['state'] ?? 'visible') === 'visible';
      const id = attribute(attributes, 'id') ?? '';
      sheets.push({ name: attributes['name'] ?? '', visible, id });
    },
  });
  const related = await relationshipsOf(parts, main);
  const partOf = (type: string) => related.find((each) => each.type === type)?.part;
  return {
    parts,
    from1904,
    sheets: sheets.flatMap(({ id, ...sheet }) => {
      // Charts and macro sheets are listed too; only worksheets hold cells.
      const found = related.find((each) => each.id === id && each.type === 'worksheet');
      return found ? [{ ...sheet, part: found.part }] : [];
    }),
    sharedStrings: partOf('sharedStrings'),
    styles: partOf('styles'),
  };
}

async function refuseOtherTypes(parts: Package, main: string): Promise<void> {
  let type = '';
  const part = `/${main}`.toLowerCase();
  await readXmlWhole(
    await parts.open('[Content_Types].xml', limits.contentTypes, limits.sheetRatio),
    {
      open(name, attributes) {
        if (name === 'Override' && attributes['PartName']?.toLowerCase() === part)
          type = attributes['ContentType'] ?? '';
      },
    },
  );
  if (/macroEnabled/i.test(type) || parts.has('xl/vbaProject.bin'))
    throw new WorkbookError('macros');
  if (/wordprocessingml|presentationml/.test(type)) throw new WorkbookError('archive');
}

/** What a part refers to; targets outside of the file are never followed. */
async function relationshipsOf(parts: Package, part: string): Promise<Relationship[]> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash + 1);
  const name = `${folder}_rels/${part.slice(slash + 1)}.rels`;
  if (!parts.has(name)) return [];
  const found: Relationship[] = [];
  await readXmlWhole(await parts.open(name, limits.relationships, limits.sheetRatio), {
    open(tag, attributes) {
      if (tag !== 'Relationship' || attributes['TargetMode'] === 'External') return;
      const type = (attributes['Type'] ?? '').split('/').at(-1) ?? '';
      const target = resolved(folder, attributes['Target'] ?? '');
      found.push({ id: attributes['Id'] ?? '', type, part: target });
    },
  });
  return found;
}

function resolved(folder: string, target: string): string {
  const path = target.replaceAll('\\', '/');
  if (path.startsWith('/')) return path.slice(1);
  const steps = folder.split('/').filter((step) => step !== '');
  for (const step of path.split('/'))
    if (step === '..') steps.pop();
    else if (step !== '.') steps.push(step);
  return steps.join('/');
}
