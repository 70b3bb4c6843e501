import { company } from './company.ts';
import { contact } from './contact.ts';
import type { ObjectDefinition } from './define-object.ts';
import type { ObjectName } from './names.ts';

/** Every object's description by its name; the compiler asks for one per name. */
export const objects: { readonly [N in ObjectName]: ObjectDefinition & { readonly name: N } } = {
  company,
  contact,
};
