import { writeZip, type ZipEntry } from './write-zip.ts';

const open = 'http://schemas.openxmlformats.org';
const office = `${open}/officeDocument/2006/relationships`;
const main = `${open}/spreadsheetml/2006/main`;
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

export interface SheetParts {
  readonly name?: string;
  readonly state?: string;
  /** The rows' XML. */
  readonly rows: string;
}

export interface WorkbookParts {
  readonly sheets: readonly SheetParts[];
  readonly sharedStrings?: string;
  readonly styles?: string;
  readonly from1904?: boolean;
  readonly contentType?: string;
  readonly more?: readonly ZipEntry[];
}

/** The entries of a workbook made of raw XML, so that tests can write what no program would. */
export function workbookEntries(parts: WorkbookParts): ZipEntry[] {
  const { sheets, sharedStrings, styles, from1904, more = [] } = parts;
  const type = parts.contentType ?? 'spreadsheetml.sheet.main+xml';
  const listed = sheets.map(
    ({ name, state }, at) =>
      `<sheet name="${name ?? `Sheet${at + 1}`}" sheetId="${at + 1}"${state ? ` state="${state}"` : ''} r:id="rId${at + 1}"/>`,
  );
  const relation = (id: string, kind: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`;
  const wrap = (inner: string) =>
    `${declaration}<Relationships xmlns="${open}/package/2006/relationships">${inner}</Relationships>`;
  return [
    {
      name: '[Content_Types].xml',
      body: `${declaration}<Types xmlns="${open}/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.${type}"/></Types>`,
    },
    { name: '_rels/.rels', body: wrap(relation('rId1', 'officeDocument', 'xl/workbook.xml')) },
    {
      name: 'xl/workbook.xml',
      body: `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr${from1904 ? ' date1904="1"' : ''}/><sheets>${listed.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      body: wrap(
        [
          ...sheets.map((_, at) =>
            relation(`rId${at + 1}`, 'worksheet', `worksheets/sheet${at + 1}.xml`),
          ),
          relation('rIdS', 'sharedStrings', 'sharedStrings.xml'),
          relation('rIdT', 'styles', 'styles.xml'),
        ].join(''),
      ),
    },
    ...sheets.map(({ rows }, at) => ({
      name: `xl/worksheets/sheet${at + 1}.xml`,
      body: rows.startsWith('<?xml')
        ? rows
        : `${declaration}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
    })),
    ...(styles === undefined
      ? []
      : [{ name: 'xl/styles.xml', body: `${declaration}<styleSheet>${styles}</styleSheet>` }]),
    ...(sharedStrings === undefined
      ? []
      : [
          {
            name: 'xl/sharedStrings.xml',
            body: `${declaration}<sst xmlns="${main}">${sharedStrings}</sst>`,
          },
        ]),
    ...more,
  ];
}

export function writeWorkbook(parts: WorkbookParts): Uint8Array {
  return writeZip(workbookEntries(parts));
}

/** Rows of texts, as programs that write no shared strings do. */
export function textRows(rows: readonly (readonly string[])[]): string {
  return rows
    .map((cells, at) => {
      const written = cells.map((cell) => `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`);
      return `<row r="${at + 1}">${written.join('')}</row>`;
    })
    .join('');
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (each) => `&#${each.charCodeAt(0)};`);
}
