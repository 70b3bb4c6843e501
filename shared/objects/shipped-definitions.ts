import type { Definitions } from './definitions.ts';
import { objects } from './objects.ts';

/** The objects as the product ships them, for workers that look at no field an administrator adds. */
export const shippedDefinitions: Definitions = { current: (name) => objects[name] };
