import * as z from 'zod';
import type { ItemKey } from './batch-get.ts';

/**
 * Says which roles and which objects' settings are stored, and in which version: the gate reads it in the
 * same trip as session and principal, and their content only when a version is new to the environment.
 */
export const registryKey = { pk: 'roles', sk: 'registry' } as const satisfies ItemKey;

/** What the registry keeps versions of, by the beginnings of its attributes. */
const prefixes = { role: 'version', settings: 'settings' } as const;

export type Registered = keyof typeof prefixes;

/** The registry's attribute with the version of a stored role or of an object's settings. */
export function versionAttribute(kind: Registered, id: string): string {
  return `${prefixes[kind]}:${id}`;
}

const Registry = z.record(z.string(), z.unknown());

/** What is stored, by id with its version; none before the first edit. */
export function versionsOf(kind: Registered, registry: unknown): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(Registry.parse(registry ?? {})).flatMap(([name, version]) => {
      const [prefix, id] = name.split(':');
      return prefix === prefixes[kind] && id && typeof version === 'number'
        ? [[id, version] as const]
        : [];
    }),
  );
}
