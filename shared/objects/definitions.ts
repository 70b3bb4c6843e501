import type { ObjectDefinition } from './define-object.ts';
import type { ObjectName } from './names.ts';

/** The objects as they are described at this moment. */
export interface Definitions {
  current(name: ObjectName): ObjectDefinition;
}
