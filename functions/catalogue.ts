import { accountPagesFunction } from './account-pages/function.ts';
import { apiDocsFunction } from './api-docs/function.ts';
import type { FunctionDefinition } from './define-function.ts';
import { recordChangesFunction } from './record-changes/function.ts';
import { recordsFunction } from './records/function.ts';

/**
 * Every function of the product, as data. A folder with a `handler.ts` that is not here fails the
 * architecture test, and so does an entry without a folder.
 */
export const catalogue = {
  accountPages: accountPagesFunction,
  apiDocs: apiDocsFunction,
  recordChanges: recordChangesFunction,
  records: recordsFunction,
} as const satisfies Record<string, FunctionDefinition>;

export type FunctionName = keyof typeof catalogue;
