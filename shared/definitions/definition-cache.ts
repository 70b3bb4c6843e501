import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '#shared/data/batch-get';
import { registryKey, versionsOf } from '#shared/data/registry';
import type { ObjectDefinition } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { described } from '#shared/objects/object-settings';
import { objects } from '#shared/objects/objects';
import { fromSettingsItem, settingsKey } from './settings-item.ts';

/** The objects as administrators have described them, kept in memory by version. */
export interface DefinitionCache extends Definitions {
  /** By the registry that was read with the request; a trip only for versions not seen before. */
  follow(registry: unknown): Promise<void>;
  /** For workers, which have not read the registry. */
  refresh(): Promise<void>;
  /** By object, of those that administrators have changed; each rises with every change. */
  versions(): Readonly<Record<string, number>>;
}

interface Kept {
  readonly version: number;
  readonly object: ObjectDefinition;
}

export function createDefinitionCache(
  documents: DynamoDBDocumentClient,
  table: string,
): DefinitionCache {
  const kept = new Map<ObjectName, Kept>();
  const cache: DefinitionCache = {
    current: (name) => kept.get(name)?.object ?? objects[name],

    versions: () => Object.fromEntries([...kept].map(([name, { version }]) => [name, version])),

    async follow(registry) {
      const versions = versionsOf('settings', registry);
      // Never an older one: a registry read a moment ago may be behind the settings.
      const stale = objectNames.filter(
        (name) => (versions.get(name) ?? 0) > (kept.get(name)?.version ?? 0),
      );
      if (stale.length === 0) return;
      for (const item of await batchGet(documents, table, stale.map(settingsKey))) {
        const settings = fromSettingsItem(item);
        if (!settings) continue;
        const { object: name, version } = settings;
        if (version > (kept.get(name)?.version ?? 0))
          kept.set(name, { version, object: described(objects[name], settings) });
      }
    },

    async refresh() {
      await cache.follow((await batchGet(documents, table, [registryKey]))[0]);
    },
  };
  return cache;
}
