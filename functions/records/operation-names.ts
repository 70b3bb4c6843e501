import type { ObjectDefinition } from '#shared/objects/define-object';

/** The operation id of what the engine calls `create`, `list`, `listChanges` … for one object. */
export type OperationId<N extends string, P extends string, K extends string> = K extends
  | 'list'
  | 'listDeleted'
  ? `${K}${Capitalize<P>}`
  : K extends 'listChanges'
    ? `list${Capitalize<N>}Changes`
    : K extends 'getTimeline'
      ? `get${Capitalize<N>}Timeline`
      : `${K}${Capitalize<N>}`;

/** What exists for every object, by operation id: `createContact`, `listContacts`, `listContactChanges` … */
export type ByOperationId<N extends string, P extends string, B> = {
  readonly [K in keyof B & string as OperationId<N, P, K>]: B[K];
};

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function operationId({ name, plural }: ObjectDefinition, key: string): string {
  const one = capitalize(name);
  switch (key) {
    case 'list':
    case 'listDeleted':
      return `${key}${capitalize(plural)}`;
    case 'listChanges':
      return `list${one}Changes`;
    case 'getTimeline':
      return `get${one}Timeline`;
    default:
      return `${key}${one}`;
  }
}

/** Gives what belongs to an object's operations the operations' ids. */
export function namedFor<const D extends ObjectDefinition, B extends object>(
  object: D,
  operations: B,
): ByOperationId<D['name'], D['plural'], B>;
export function namedFor(object: ObjectDefinition, operations: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(operations).map(([key, each]) => [operationId(object, key), each]),
  );
}
