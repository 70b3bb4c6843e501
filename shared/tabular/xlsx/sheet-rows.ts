import type { TableRow } from '../csv-records.ts';
import { type NumberForm, numberText, plainNumber, unescaped } from './cell-text.ts';
import { limits } from './limits.ts';
import { type Attributes, readXml } from './read-xml.ts';
import { WorkbookError } from './workbook-error.ts';

/** What a cell needs besides its own XML. */
export interface SheetContext {
  readonly texts: readonly string[];
  readonly forms: readonly NumberForm[];
  readonly from1904: boolean;
}

/** Stands where a formula has no stored result, as Excel writes its own errors. */
const noResult = '#VALUE!';

/**
 * The rows of a sheet as a spreadsheet numbers them, with bounded memory, as many at once as a piece of
 * it holds: values as stored, never computed; dates in ISO form; blank rows left out. Throws
 * `WorkbookError`.
 */
export async function* sheetRows(
  bytes: AsyncIterable<Uint8Array>,
  context: SheetContext,
): AsyncGenerator<readonly TableRow[]> {
  const sheet = new SheetReader(context);
  const reading = readXml(bytes, {
    open: (name, attributes) => sheet.open(name, attributes),
    close: (name) => sheet.close(name),
    text: (text) => sheet.text(text),
  });
  for await (const _ of reading) {
    const rows = sheet.take();
    if (rows.length > 0) yield rows;
  }
}

class SheetReader {
  readonly #context: SheetContext;
  #ready: TableRow[] = [];
  #row = 0;
  #column = 0;
  #cells: string[] = [];
  #characters = 0;
  #type = 'n';
  #form: NumberForm = plainNumber;
  #value = '';
  #isFormula = false;
  #isCapturing = false;
  #inPhonetic = false;

  constructor(context: SheetContext) {
    this.#context = context;
  }

  /** The rows that are complete, once. */
  take(): TableRow[] {
    const rows = this.#ready;
    this.#ready = [];
    return rows;
  }

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'c':
        this.#openCell(attributes);
        return;
      case 'v':
        this.#isCapturing = true;
        return;
      case 't':
        this.#isCapturing = !this.#inPhonetic;
        return;
      case 'f':
        this.#isFormula = true;
        return;
      case 'rPh':
        this.#inPhonetic = true;
        return;
      case 'row':
        this.#openRow(attributes['r']);
    }
  }

  text(text: string): void {
    if (!this.#isCapturing) return;
    this.#value += text;
    this.#count(text.length);
  }

  close(name: string): void {
    switch (name) {
      case 'c':
        this.#closeCell();
        return;
      case 'v':
      case 't':
        this.#isCapturing = false;
        return;
      case 'rPh':
        this.#inPhonetic = false;
        return;
      case 'row':
        if (this.#cells.length > 0) this.#ready.push({ row: this.#row, cells: this.#cells });
        this.#cells = [];
    }
  }

  #count(characters: number): void {
    this.#characters += characters;
    if (this.#characters > limits.rowCharacters)
      throw new WorkbookError('record-too-long', this.#row);
  }

  #openRow(number: string | undefined): void {
    const row = number === undefined ? this.#row + 1 : Number(number);
    // Rows out of order, or beyond what a spreadsheet has, were written to harm a reader.
    if (!Number.isInteger(row) || row <= this.#row || row > limits.rows)
      throw new WorkbookError('broken', this.#row + 1);
    this.#row = row;
    this.#column = 0;
    this.#characters = 0;
  }

  #openCell(attributes: Attributes): void {
    const place = attributes['r'];
    this.#column = place === undefined ? this.#column + 1 : columnNumber(place);
    if (this.#column < 1) throw new WorkbookError('broken', this.#row);
    this.#type = attributes['t'] ?? 'n';
    const style = attributes['s'];
    this.#form = (style && this.#context.forms[Number(style)]) || plainNumber;
    this.#value = '';
    this.#isFormula = false;
  }

  #closeCell(): void {
    const text = this.#cellText();
    // Far cells with a border and nothing in it are common.
    if (text === '') return;
    if (this.#column > limits.columns) throw new WorkbookError('too-many-columns', this.#row);
    while (this.#cells.length < this.#column - 1) this.#cells.push('');
    this.#cells[this.#column - 1] = text;
  }

  #cellText(): string {
    const value = this.#value;
    switch (this.#type) {
      case 's': {
        const text = this.#context.texts[Number(value)] ?? '';
        this.#count(text.length);
        return text;
      }
      case 'inlineStr':
      case 'str':
        return unescaped(value);
      case 'b':
        return value === '' ? '' : value.trim() === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        return value;
      case 'd':
        return value.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?$/, '');
      default:
        if (value === '' && this.#isFormula) return noResult;
        return numberText(value, this.#form, this.#context.from1904);
    }
  }
}

/** `AB12` → 28; 0 for what is no place of a cell. */
function columnNumber(place: string): number {
  let column = 0;
  for (let at = 0; at < place.length; at++) {
    const letter = place.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
    if (column > 16_384) return 0;
  }
  return column;
}
