import { isCustomKey } from '#shared/objects/custom-field';
import { fieldsOf, sensitiveFields } from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import type { Sensitivity } from '#shared/objects/field';
import { objects } from '#shared/objects/objects';
import type { FieldAccess, Grant, Rights } from './rights.ts';

/** Whether the role keeps any shipped field of this kind from its holders, of whatever object. */
function hidesSome(rights: Rights, sensitivity: Sensitivity): boolean {
  return rights.grants.some(({ object, hidden = [] }) =>
    sensitiveFields(objects[object], sensitivity).some((name) => hidden.includes(name)),
  );
}

/** What a grant says of an administrator's field of this sensitivity that its lists do not name. */
export function accessTo(
  rights: Rights,
  grant: Grant,
  sensitivity: Sensitivity | undefined,
): FieldAccess {
  const said = grant.customFields?.[sensitivity ?? 'other'];
  if (said) return said;
  // Whoever may not see all financial data sees no new ones either, until somebody says so.
  return sensitivity && hidesSome(rights, sensitivity) ? 'hidden' : 'open';
}

/** The rights with every administrator's field named that a grant hides or locks. */
export function withCustomFields(rights: Rights, definitions: Definitions): Rights {
  const grants = rights.grants.map((grant) => {
    const { hidden = [], readOnly = [] } = grant;
    const unnamed = fieldsOf(definitions.current(grant.object)).filter(
      ({ name }) => isCustomKey(name) && !hidden.includes(name) && !readOnly.includes(name),
    );
    if (unnamed.length === 0) return grant;
    const named = (access: FieldAccess) =>
      unnamed.flatMap(({ name, sensitivity }) =>
        accessTo(rights, grant, sensitivity) === access ? [name] : [],
      );
    return {
      ...grant,
      hidden: [...hidden, ...named('hidden')],
      readOnly: [...readOnly, ...named('readOnly')],
    };
  });
  return { ...rights, grants };
}
