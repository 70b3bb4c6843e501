import type { ObjectDefinition } from '#shared/objects/define-object';

/** What exists for every object, by the engine's own name. */
export interface ByOperation<C, L, G, U, D, H> {
  readonly create: C;
  readonly list: L;
  readonly get: G;
  readonly update: U;
  readonly delete: D;
  readonly listChanges: H;
}

/** The same by operation id: `createContact`, `listContacts`, `listContactChanges` … */
export type ByOperationId<N extends string, P extends string, B> =
  B extends ByOperation<infer C, infer L, infer G, infer U, infer D, infer H>
    ? { readonly [K in `create${Capitalize<N>}`]: C } & {
        readonly [K in `list${Capitalize<P>}`]: L;
      } & { readonly [K in `get${Capitalize<N>}`]: G } & {
        readonly [K in `update${Capitalize<N>}`]: U;
      } & { readonly [K in `delete${Capitalize<N>}`]: D } & {
        readonly [K in `list${Capitalize<N>}Changes`]: H;
      }
    : never;

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Gives what belongs to an object's operations the operations' ids. */
export function namedFor<const D extends ObjectDefinition, B extends object>(
  object: D,
  operations: B,
): ByOperationId<D['name'], D['plural'], B>;
export function namedFor(
  { name, plural }: ObjectDefinition,
  operations: ByOperation<unknown, unknown, unknown, unknown, unknown, unknown>,
): Record<string, unknown> {
  const one = capitalize(name);
  return {
    [`create${one}`]: operations.create,
    [`list${capitalize(plural)}`]: operations.list,
    [`get${one}`]: operations.get,
    [`update${one}`]: operations.update,
    [`delete${one}`]: operations.delete,
    [`list${one}Changes`]: operations.listChanges,
  };
}
