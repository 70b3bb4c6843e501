import type { Calendar } from './business-hours.ts';
import type { ConversionMapping } from './conversion.ts';
import { type CustomField, fieldOf } from './custom-field.ts';
import type { ObjectDefinition } from './define-object.ts';
import type { Field } from './field.ts';
import { isFilterable } from './filters.ts';
import type { ObjectName } from './names.ts';
import { type Pipeline, stageChoices } from './pipelines.ts';
import type { ServiceLevels } from './service-levels.ts';

/** What administrators have made of an object; nothing of it changes what shipped. */
export interface ObjectSettings {
  readonly object: ObjectName;
  /** `untouchedVersion` before the first change; rises with every one. */
  readonly version: number;
  readonly fields: readonly CustomField[];
  /** In place of those that shipped. */
  readonly pipelines?: readonly Pipeline[] | undefined;
  readonly serviceLevels?: ServiceLevels | undefined;
  /** When service levels count that are meant in working time. */
  readonly calendars?: readonly Calendar[] | undefined;
  readonly conversion?: ConversionMapping | undefined;
}

/** The version of settings that are stored nowhere; an `If-Match` of 0 is nobody's. */
export const untouchedVersion = 1;

/** The settings of an object that nobody has touched. */
export function untouched(object: ObjectName): ObjectSettings {
  return { object, version: untouchedVersion, fields: [] };
}

function fieldsAmong(customs: readonly CustomField[]): Record<string, Field> {
  return Object.fromEntries(customs.map((custom) => [custom.key, fieldOf(custom)]));
}

/** Pipelines and stages are choices of two fields as well. */
function withPipelines(
  fields: ObjectDefinition['fields'],
  pipelines: readonly Pipeline[] | undefined,
): ObjectDefinition['fields'] {
  if (!pipelines) return fields;
  const { pipeline, stage } = fields;
  if (pipeline?.kind !== 'choice' || stage?.kind !== 'choice') return fields;
  const choices = pipelines.map(({ code, labels }) => ({ code, labels }));
  return {
    ...fields,
    pipeline: { ...pipeline, choices },
    stage: { ...stage, choices: stageChoices(pipelines) },
  };
}

/** An object as it shipped with what administrators have made of it: every part of the product takes this one. */
export function described(
  shipped: ObjectDefinition,
  { fields, pipelines, serviceLevels, calendars, conversion }: ObjectSettings,
): ObjectDefinition {
  const added = fieldsAmong(fields.filter(({ retired }) => !retired));
  const filterable = Object.entries(added).flatMap(([name, field]) =>
    isFilterable(field) ? [name] : [],
  );
  return {
    ...shipped,
    fields: { ...withPipelines(shipped.fields, pipelines), ...added },
    retired: fieldsAmong(fields.filter(({ retired }) => retired)),
    facets: [...(shipped.facets ?? []), ...filterable],
    ...(pipelines ? { pipelines } : {}),
    ...(serviceLevels ? { serviceLevels } : {}),
    ...(calendars ? { calendars } : {}),
    ...(conversion ? { conversion } : {}),
  };
}
