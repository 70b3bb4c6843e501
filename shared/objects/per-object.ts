import * as z from 'zod';
import type { ObjectDefinition } from './define-object.ts';
import type { ObjectName } from './names.ts';
import { objects } from './objects.ts';

/** One of several bodies, told apart by their field `object`: one for each of these objects, in their order. */
export function perObject<const N extends ObjectName, S extends z.ZodObject>(
  [first, ...others]: readonly [N, ...N[]],
  bodyOf: (object: ObjectDefinition & { readonly name: N }) => S,
) {
  const body = (name: N) => bodyOf({ ...objects[name], name });
  return z.lazy(() => z.discriminatedUnion('object', [body(first), ...others.map(body)]));
}
