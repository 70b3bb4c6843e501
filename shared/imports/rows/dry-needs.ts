import type { RowNeeds } from './row-context.ts';

/** The same needs with writes off: what would be written counts as written. */
export function dryNeeds<N extends RowNeeds>(needs: N): N {
  return {
    ...needs,
    records: {
      ...needs.records,
      createMany: async (_, creations) =>
        Array.fromAsync(creations, () => ({ kind: 'created' as const })),
      takeNumbers: async () => [],
      updateMany: async (_, updates) => updates.map(() => ({ kind: 'changed' as const })),
    },
    claims: {
      ...needs.claims,
      claim: async (object, claims) => {
        const holders = await needs.claims.find(
          object,
          claims.map(({ key }) => key),
        );
        const others = claims.flatMap(({ key, recordId }) => {
          const holder = holders.get(key);
          return holder && holder.recordId !== recordId ? [[key, holder] as const] : [];
        });
        return new Map(others);
      },
      takeOver: async () => true,
    },
  };
}
