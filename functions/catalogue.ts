import type { FunctionDefinition } from './define-function.ts';

/**
 * Every function of the product, as data. A folder with a `handler.ts` that is not here fails the
 * architecture test, and so does an entry without a folder.
 */
export const catalogue = {} as const satisfies Record<string, FunctionDefinition>;

export type FunctionName = keyof typeof catalogue;
