import { createDynamoGate } from '#shared/auth/dynamo-gate';
import { openIdentityTable } from '#shared/auth/identity-table';
import type { Principal } from '#shared/auth/principal';
import { originOf } from '#shared/auth/request-origin';
import { createDefinitionCache } from '#shared/definitions/definition-cache';
import { createDynamoSettings } from '#shared/definitions/dynamo-settings';
import { apiHandler } from '#shared/http/api-handler';
import type { RequestFacts } from '#shared/http/call';
import type { CustomField } from '#shared/objects/custom-field';
import { deal } from '#shared/objects/deal';
import { type ObjectName, objectNames } from '#shared/objects/names';
import { type ObjectSettings, untouchedVersion } from '#shared/objects/object-settings';
import { ticket } from '#shared/objects/ticket';
import { createLog } from '#shared/observability/logger';
import { permits } from '#shared/permissions/policy';
import { readEnvironment } from '../define-function.ts';
import { addCustomField } from './add-custom-field.ts';
import { changeCustomField } from './change-custom-field.ts';
import {
  changeLeadConversion,
  type KeptConversion,
  readLeadConversion,
} from './change-lead-conversion.ts';
import { changePipelines } from './change-pipelines.ts';
import { changeServiceLevels } from './change-service-levels.ts';
import { describeObject } from './describe-object.ts';
import { createDynamoDealsInStage } from './dynamo-deals-in-stage.ts';
import { objectSettingsFunction } from './function.ts';
import { fieldIdOf, findField, type KeptField } from './keep-field.ts';
import { copyOfPipelines } from './pipeline-schemas.ts';
import { restoreCustomField, retireCustomField } from './retire-custom-field.ts';
import { objectSettingsRoutes } from './routes.ts';
import { copyOfCalendars } from './service-level-schemas.ts';

const { APP_ORIGIN, IDENTITY_TABLE, RECORDS_TABLE } = readEnvironment(objectSettingsFunction);
const identity = openIdentityTable(IDENTITY_TABLE);
const definitions = createDefinitionCache(identity.documents, IDENTITY_TABLE);
const needs = {
  settings: createDynamoSettings(identity),
  deals: createDynamoDealsInStage(identity.documents, RECORDS_TABLE),
};

const pipelinesView = ({ pipelines = deal.pipelines, version }: ObjectSettings) => ({
  body: { pipelines: copyOfPipelines(pipelines), version },
  version,
});
const levelsView = ({
  serviceLevels = ticket.serviceLevels,
  calendars = [],
  version,
}: ObjectSettings) => ({
  body: { serviceLevels, calendars: copyOfCalendars(calendars), version },
  version,
});

const conversionView = ({ rules, version }: KeptConversion) => ({
  body: {
    fields: rules.map(({ targets, ...rule }) => ({ ...rule, targets: [...targets] })),
    version,
  },
  version,
});

const viewOf = (object: ObjectName, field: CustomField) => ({
  ...field,
  object,
  fieldId: fieldIdOf(object, field.key),
});
const answer = ({ object, field, version }: KeptField) => ({
  body: viewOf(object, field),
  version,
});
const by = (principal: Principal, request: RequestFacts) => ({
  principal,
  origin: originOf(request),
});

export const handler = apiHandler(
  objectSettingsRoutes,
  {
    describeObject: async ({ principal, params }) => {
      const body = describeObject(definitions, principal, params.object);
      const version = definitions.versions()[body.object] ?? untouchedVersion;
      return { body: { ...body, version }, version };
    },
    listCustomFields: async ({ query }) => {
      const asked = query.object === undefined ? objectNames : [query.object];
      const found = await Promise.all(asked.map((object) => needs.settings.find(object)));
      const fields = found.flatMap(({ object, fields: own }) =>
        own.map((field) => viewOf(object, field)),
      );
      return { body: { fields } };
    },
    addCustomField: async ({ principal, body, request }) =>
      answer(await addCustomField(needs, by(principal, request), body)),
    readCustomField: async ({ params }) => answer(await findField(needs.settings, params.fieldId)),
    changeCustomField: async ({ principal, params, body, request }) => {
      const input = { ...params, version: request.ifMatch ?? '', change: body };
      return answer(await changeCustomField(needs, by(principal, request), input));
    },
    retireCustomField: async ({ principal, params: { fieldId }, request }) =>
      answer(await retireCustomField(needs, by(principal, request), fieldId)),
    restoreCustomField: async ({ principal, params: { fieldId }, request }) =>
      answer(await restoreCustomField(needs, by(principal, request), fieldId)),
    readPipelines: async () => pipelinesView(await needs.settings.find('deal')),
    changePipelines: async ({ principal, body, request }) => {
      const input = { ...body, version: request.ifMatch ?? '' };
      return pipelinesView(await changePipelines(needs, by(principal, request), input));
    },
    readServiceLevels: async () => levelsView(await needs.settings.find('ticket')),
    changeServiceLevels: async ({ principal, body, request }) => {
      const { serviceLevels, calendars = [] } = body;
      const input = { serviceLevels, calendars, version: request.ifMatch ?? '' };
      return levelsView(await changeServiceLevels(needs, by(principal, request), input));
    },
    readLeadConversion: async () => conversionView(await readLeadConversion(needs)),
    changeLeadConversion: async ({ principal, body, request }) => {
      const input = { rules: body.fields, version: request.ifMatch ?? '' };
      return conversionView(await changeLeadConversion(needs, by(principal, request), input));
    },
  },
  {
    gate: createDynamoGate({ ...identity, definitions }),
    permits,
    appOrigin: APP_ORIGIN,
    log: createLog('object-settings'),
  },
);
