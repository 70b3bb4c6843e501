import * as z from 'zod';
import { objectNames } from '#shared/objects/names';

/** Who sees a view besides its owner. */
export const audiences = ['own', 'team', 'everybody'] as const;

const content = {
  name: z.string().trim().min(1).max(80),
  object: z.enum(objectNames),
  audience: z.enum(audiences).meta({
    description: 'Who sees it: only its owner, the owner’s team, or everybody.',
  }),
  filters: z
    .record(z.string().max(64), z.string().min(1).max(254))
    .refine((filters) => Object.keys(filters).length <= 20, 'Set at most 20 filters.')
    .meta({ description: 'Filters of the object’s list, by field.' }),
  sort: z.string().max(40).optional().meta({ description: 'The order, `-` for descending.' }),
  columns: z
    .array(z.string().max(64))
    .max(50)
    .meta({ description: 'The fields to show, in this order.' }),
};

const example = {
  name: '我的重点客户',
  object: 'contact',
  audience: 'own',
  filters: { source: 'referral' },
  sort: '-updatedAt',
  columns: ['name', 'email', 'companyName'],
} as const;

/** A new view, as people send it. */
export const NewView = z
  .strictObject({
    ...content,
    audience: content.audience.default('own'),
    filters: content.filters.default({}),
    columns: content.columns.default([]),
  })
  .meta({ id: 'NewView', description: 'A new saved view.', examples: [example] });

/** A change of a view; the object it lists stays. */
export const ViewPatch = z
  .strictObject({
    name: content.name.optional(),
    audience: content.audience.optional(),
    filters: content.filters.optional(),
    sort: content.sort.nullable(),
    columns: content.columns.optional(),
  })
  .meta({ id: 'ViewPatch', examples: [{ name: 'Referred customers', sort: null }] });

/** A view with its owner and version. */
export const SavedView = z
  .object({
    ...content,
    viewId: z.string(),
    ownerId: z.string(),
    version: z.int().meta({ description: 'Rises by one with every change; the ETag.' }),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'SavedView', description: 'Filters, order and columns of a list, under a name.' });

/** A view that its owner may not open any more: neither filters nor order, which may name what is hidden. */
export const UnavailableView = SavedView.pick({
  viewId: true,
  name: true,
  object: true,
  audience: true,
  version: true,
})
  .extend({
    reason: z.string().meta({ description: 'What is wrong and what to do, to be shown.' }),
  })
  .meta({ id: 'UnavailableView', description: 'A view that does not open for its owner.' });

export type NewView = z.output<typeof NewView>;
export type ViewPatch = z.output<typeof ViewPatch>;
export type SavedView = z.output<typeof SavedView>;

/** A view as it is stored: with the team that it was shared with, which may no longer be its owner's. */
export interface StoredView extends SavedView {
  readonly teamId: string | undefined;
}
