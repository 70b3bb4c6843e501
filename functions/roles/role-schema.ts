import * as z from 'zod';
import { isCustomKey } from '#shared/objects/custom-field';
import { objectNames } from '#shared/objects/names';
import { objects } from '#shared/objects/objects';
import { duties, recordActions } from '#shared/permissions/permission';
import { fieldAccesses, scopes } from '#shared/permissions/rights';
import { RoleId } from '#shared/permissions/role-id';

const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;

const Fields = z
  .array(z.string().max(64))
  .max(300)
  .refine(distinct, 'Name each field once.')
  .optional();

const Access = z.enum(fieldAccesses).optional();

const Grant = z
  .strictObject({
    object: z.enum(objectNames),
    actions: z
      .array(z.enum(recordActions))
      .min(1, 'Name at least one action, or leave the grant out.')
      .refine(distinct, 'Name each action once.'),
    scope: z.enum(scopes).meta({
      description: 'Records of the holder, of the holder’s team and of the holder, or all records.',
    }),
    hidden: Fields.meta({ description: 'Fields that are neither shown nor written.' }),
    readOnly: Fields.meta({ description: 'Fields that are shown and not written.' }),
    customFields: z
      .strictObject({ financial: Access, personal: Access, other: Access })
      .optional()
      .meta({
        description:
          'What holds for administrators’ fields that the lists do not name, by sensitivity. Unless said, sensitive ones are hidden from a role that hides any shipped field of this kind, and all others are open.',
      }),
  })
  .superRefine((grant, context) => {
    // Which custom fields there are is the administrators' to change; a role may name them before.
    for (const list of ['hidden', 'readOnly'] as const)
      for (const [index, field] of (grant[list] ?? []).entries())
        if (!Object.hasOwn(objects[grant.object].fields, field) && !isCustomKey(field))
          context.addIssue({
            code: 'custom',
            path: [list, index],
            message: 'There is no such field.',
          });
  })
  .meta({ id: 'Grant', description: 'What a role may do with the records of one object.' });

const needsReading = ['update', 'delete', 'export'] as const;

const Grants = z
  .array(Grant)
  .max(60)
  .superRefine((grants, context) => {
    for (const [index, { object, actions }] of grants.entries()) {
      const isReadable = grants.some(
        (each) => each.object === object && each.actions.includes('read'),
      );
      if (!isReadable && needsReading.some((action) => actions.includes(action)))
        context.addIssue({
          code: 'custom',
          path: [index, 'actions'],
          message: 'Grant reading too: nobody changes, deletes or exports what they may not read.',
        });
    }
  });

const Name = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^[^\p{Cc}]+$/u, 'Write it on one line.');
const Names = z.strictObject({ en: Name, zh: Name });
const Duties = z.array(z.enum(duties)).refine(distinct, 'Name each duty once.');
const MfaRequired = z
  .boolean()
  .meta({ description: 'Whether its holders must use a second factor.' });

/** The rights and names of a role, as administrators send them. */
const content = { names: Names, grants: Grants, duties: Duties, mfaRequired: MfaRequired };

export const NewRole = z.strictObject({
  roleId: RoleId,
  names: Names,
  copyOf: RoleId.optional().meta({ description: 'The role whose rights it starts with.' }),
  grants: Grants.optional(),
  duties: Duties.optional(),
  mfaRequired: MfaRequired.optional(),
});

export const RolePatch = z
  .strictObject(content)
  .partial()
  .refine((body) => Object.keys(body).length > 0, 'Give at least one field to change.');

export const RoleView = z
  .object({
    ...content,
    roleId: z.string(),
    grants: z.array(z.object({ ...Grant.shape })),
    version: z.int(),
    isShipped: z
      .boolean()
      .meta({ description: 'Came with the product: it can be reset, not removed.' }),
    asShipped: z.boolean().meta({ description: 'Whether its rights are those it came with.' }),
    holders: z.int().meta({ description: 'How many people have it.' }),
  })
  .meta({ id: 'Role' });
