import * as z from 'zod';
import { defineRoutes } from '#shared/http/route';
import { objectNames } from '#shared/objects/names';
import { ConversionRules, ConversionView } from './conversion-schemas.ts';
import { ObjectDescription } from './description-schema.ts';
import { FieldPatch, FieldView, NewField } from './field-schemas.ts';
import { Pipelines, PipelinesView } from './pipeline-schemas.ts';
import { LevelsView, ServiceLevelsBody } from './service-level-schemas.ts';

const ofObject = z.object({
  object: z.string().max(64).meta({ description: 'The object’s name, such as `company`.' }),
});
const params = z.object({
  fieldId: z.string().max(128).meta({ description: 'Object and key: `order~c_warehouse`.' }),
});
const refusals = ['record.version_conflict', 'field.label_taken', 'settings.too_large'] as const;

export const objectSettingsRoutes = defineRoutes({
  describeObject: {
    method: 'GET',
    path: '/objects/{object}',
    summary: 'Read how an object is described now: its fields as you may see them',
    permission: 'signed-in',
    params: ofObject,
    status: 200,
    response: ObjectDescription,
    errors: ['request.not_found'],
  },
  listCustomFields: {
    method: 'GET',
    path: '/custom-fields',
    summary: 'List the fields that administrators added, retired ones included',
    permission: 'settings.manage',
    query: z.strictObject({
      object: z.enum(objectNames).optional().meta({ description: 'Only those of this object.' }),
    }),
    status: 200,
    response: z.object({ fields: z.array(FieldView) }),
    errors: [],
  },
  addCustomField: {
    method: 'POST',
    path: '/custom-fields',
    summary: 'Add a field to an object, from everybody’s next request on',
    permission: 'settings.manage',
    body: NewField,
    status: 201,
    response: FieldView,
    errors: ['field.exists', 'field.too_many', ...refusals],
  },
  readCustomField: {
    method: 'GET',
    path: '/custom-fields/{fieldId}',
    summary: 'Read a field that an administrator added',
    permission: 'settings.manage',
    params,
    status: 200,
    response: FieldView,
    errors: ['request.not_found'],
  },
  changeCustomField: {
    method: 'PATCH',
    path: '/custom-fields/{fieldId}',
    summary: 'Change labels, choices and rules of a field',
    permission: 'settings.manage',
    params,
    body: FieldPatch,
    versioned: true,
    status: 200,
    response: FieldView,
    errors: ['request.not_found', ...refusals],
  },
  retireCustomField: {
    method: 'POST',
    path: '/custom-fields/{fieldId}/retire',
    summary: 'Take a field out of forms, lists and files; its values are kept',
    permission: 'settings.manage',
    stepUp: true,
    params,
    status: 200,
    response: FieldView,
    errors: ['request.not_found', ...refusals],
  },
  restoreCustomField: {
    method: 'POST',
    path: '/custom-fields/{fieldId}/restore',
    summary: 'Bring a retired field back with its values',
    permission: 'settings.manage',
    params,
    status: 200,
    response: FieldView,
    errors: ['request.not_found', 'field.too_many', ...refusals],
  },
  readPipelines: {
    method: 'GET',
    path: '/pipelines',
    summary: 'Read the pipelines of deals',
    permission: 'settings.manage',
    status: 200,
    response: PipelinesView,
    errors: [],
  },
  changePipelines: {
    method: 'PUT',
    path: '/pipelines',
    summary: 'Change stages, probabilities, ways and reasons; a stage that goes has to be empty',
    permission: 'settings.manage',
    stepUp: true,
    body: z.strictObject({ pipelines: Pipelines }),
    versioned: true,
    status: 200,
    response: PipelinesView,
    errors: ['stage.in_use', 'record.version_conflict', 'settings.too_large'],
  },
  readServiceLevels: {
    method: 'GET',
    path: '/service-levels',
    summary: 'Read how soon tickets have to be answered and resolved',
    permission: 'settings.manage',
    status: 200,
    response: LevelsView,
    errors: [],
  },
  changeServiceLevels: {
    method: 'PUT',
    path: '/service-levels',
    summary:
      'Change how soon tickets have to be answered and resolved; open ones follow with their next change',
    permission: 'settings.manage',
    body: ServiceLevelsBody,
    versioned: true,
    status: 200,
    response: LevelsView,
    errors: ['record.version_conflict', 'settings.too_large'],
  },
  readLeadConversion: {
    method: 'GET',
    path: '/lead-conversion',
    summary: 'Read where the added fields of leads go when one is converted',
    permission: 'settings.manage',
    status: 200,
    response: ConversionView,
    errors: [],
  },
  changeLeadConversion: {
    method: 'PUT',
    path: '/lead-conversion',
    summary: 'Say where the added fields of leads go when one is converted',
    permission: 'settings.manage',
    body: z.strictObject({ fields: ConversionRules }),
    versioned: true,
    status: 200,
    response: ConversionView,
    errors: ['record.version_conflict', 'settings.too_large'],
  },
});
