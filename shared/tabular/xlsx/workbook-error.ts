/**
 * Why a workbook cannot be read: `broken` is no workbook inside, `unsafe` would unpack to more than
 * is read, `foreign` is another program's or an older form, `archive` is something else in a zip.
 */
export type WorkbookFault =
  | 'broken'
  | 'unsafe'
  | 'encrypted'
  | 'macros'
  | 'foreign'
  | 'archive'
  | 'sheet-missing'
  | 'record-too-long'
  | 'too-many-columns';

/** A workbook that cannot be read, or not beyond the row named. */
export class WorkbookError extends Error {
  readonly fault: WorkbookFault;
  readonly row: number | undefined;

  constructor(fault: WorkbookFault, row?: number, options?: ErrorOptions) {
    super(`The workbook cannot be read: ${fault}.`, options);
    this.name = 'WorkbookError';
    this.fault = fault;
    this.row = row;
  }
}
