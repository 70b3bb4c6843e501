import { DomainError } from '#shared/errors/domain-error';
import { isCustomKey } from '#shared/objects/custom-field';
import {
  facetsOf,
  fieldsOf,
  type NamedField,
  type ObjectDefinition,
} from '#shared/objects/define-object';
import type { Definitions } from '#shared/objects/definitions';
import { recordActions } from '#shared/permissions/permission';
import { type Caller, type Policy, policyFor } from '#shared/permissions/policy';
import { knownObject } from './keep-field.ts';
import { copyOfPipelines } from './pipeline-schemas.ts';
import { copyOfCalendars } from './service-level-schemas.ts';

/** What belongs to the kind of a field. */
function kindFacts(field: NamedField) {
  switch (field.kind) {
    case 'text':
      return { maxLength: field.maxLength ?? 200 };
    case 'number': {
      const { minimum, maximum, integer } = field;
      return { minimum, maximum, integer };
    }
    case 'choice':
      return { choices: field.choices.map((choice) => ({ ...choice })) };
    case 'reference':
      return { object: field.object };
    case 'rows':
      return {
        columns: Object.entries(field.columns).map(([name, { kind, labels }]) => ({
          name,
          kind,
          labels,
        })),
      };
    default:
      return {};
  }
}

function fieldView(policy: Policy, object: ObjectDefinition, field: NamedField) {
  const { name, kind, labels, help, sensitivity, managed } = field;
  const isFilter =
    name === 'ownerId' ||
    field.unique !== undefined ||
    facetsOf(object).includes(name) ||
    (object.parentFields ?? []).includes(name);
  return {
    ...{ name, kind, labels, help, sensitivity, custom: isCustomKey(name) },
    required: field.required === true,
    unique: field.unique !== undefined,
    searchable: field.searchable === true,
    managed: managed !== undefined,
    creatable: managed !== true && policy.canField('create', object.name, name),
    writable: managed === undefined && policy.canField('update', object.name, name),
    filterable: isFilter && policy.canCompare(object.name, name),
    ...kindFacts(field),
  };
}

/**
 * The object as the caller may see it: hidden fields are not even named. Throws `request.not_found`, and
 * `request.forbidden` for whoever may do nothing with its records.
 */
export function describeObject(definitions: Definitions, caller: Caller, name: string) {
  const object = definitions.current(knownObject(name));
  const policy = policyFor(caller);
  if (!recordActions.some((action) => policy.can(action, object.name)))
    throw new DomainError('request.forbidden');
  const fields = fieldsOf(object)
    .filter((field) => policy.canField('read', object.name, field.name))
    .map((field) => fieldView(policy, object, field));
  const { pipelines, serviceLevels, calendars } = object;
  return {
    ...{ object: object.name, labels: object.labels, sorts: [...object.sorts], fields },
    ...(pipelines ? { pipelines: copyOfPipelines(pipelines) } : {}),
    ...(serviceLevels ? { serviceLevels } : {}),
    ...(calendars ? { calendars: copyOfCalendars(calendars) } : {}),
  };
}
