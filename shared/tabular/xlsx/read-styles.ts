import { builtInForm, formOf, type NumberForm } from './cell-text.ts';
import { limits } from './limits.ts';
import { readXmlWhole } from './read-xml.ts';
import type { Workbook } from './workbook.ts';
import { WorkbookError } from './workbook-error.ts';

/** How each cell format shows numbers, by its index. Throws `WorkbookError`. */
export async function readStyles({ parts, styles }: Workbook): Promise<readonly NumberForm[]> {
  if (styles === undefined || !parts.has(styles)) return [];
  const named = new Map<number, NumberForm>();
  const forms: NumberForm[] = [];
  let inCellFormats = false;
  await readXmlWhole(await parts.open(styles, limits.styles, limits.sheetRatio), {
    open(name, attributes) {
      if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'numFmt')
        named.set(Number(attributes['numFmtId']), formOf(attributes['formatCode'] ?? ''));
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attributes['numFmtId'] ?? 0);
        forms.push(named.get(id) ?? builtInForm(id));
      }
      if (forms.length > limits.formats || named.size > limits.formats)
        throw new WorkbookError('unsafe');
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return forms;
}
