import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { CloudContext, ResourceType } from '../service.ts';
import { type ConfigurationSet, type SesState, suppressionReasons } from './state.ts';

const IdentityProperties = z.looseObject({
  ConfigurationSetAttributes: z.object({ ConfigurationSetName: z.string().optional() }).optional(),
});

const SetProperties = z.looseObject({
  SuppressionOptions: z
    .object({ SuppressedReasons: z.array(z.enum(suppressionReasons)).optional() })
    .optional(),
});

const DestinationProperties = z.looseObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.looseObject({
    Name: z.string().optional(),
    Enabled: z.boolean().default(true),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.object({ EventBusArn: z.string() }).optional(),
  }),
});

/** How identities, configuration sets and their EventBridge destinations come to life. */
export function sesResourceTypes(
  { warn }: CloudContext,
  state: SesState,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::SES::EmailIdentity': {
      nameProperty: 'EmailIdentity',
      identify: ({ name, logicalId }) => {
        const identity = name ?? logicalId;
        return { ref: identity, attributes: dkimAttributes(identity) };
      },
      create({ properties }, { ref }) {
        const { ConfigurationSetAttributes } = IdentityProperties.parse(properties);
        const configurationSet = ConfigurationSetAttributes?.ConfigurationSetName;
        const name = ref.toLowerCase();
        state.identities.set(name, { name, configurationSet });
      },
    },
    'AWS::SES::ConfigurationSet': {
      nameProperty: 'Name',
      identify: ({ name, stack, logicalId }) => ({
        ref: name ?? `${stack}-${logicalId}`.slice(0, 64),
        attributes: {},
      }),
      create({ properties }, { ref }) {
        const { SuppressionOptions } = SetProperties.parse(properties);
        const suppresses = new Set(SuppressionOptions?.SuppressedReasons ?? suppressionReasons);
        const destinations: ConfigurationSet['destinations'] =
          state.sets.get(ref)?.destinations ?? new Map();
        state.sets.set(ref, { name: ref, suppresses, destinations });
      },
    },
    'AWS::SES::ConfigurationSetEventDestination': {
      identify: ({ logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
      create({ properties, logicalId }) {
        const { ConfigurationSetName, EventDestination } = DestinationProperties.parse(properties);
        const set = state.sets.get(ConfigurationSetName);
        if (!set) throw new Error(`There is no configuration set ${ConfigurationSetName}.`);
        const { EventBridgeDestination, Enabled, MatchingEventTypes } = EventDestination;
        if (!EventBridgeDestination)
          return warn(`The event destination ${logicalId} is not EventBridge: it gets no events.`);
        const busName = EventBridgeDestination.EventBusArn.split('/').at(-1) ?? 'default';
        const types = new Set(Enabled ? MatchingEventTypes.map(eventType) : []);
        const destinations = new Map(set.destinations).set(logicalId, { types, busName });
        state.sets.set(set.name, { ...set, destinations });
      },
    },
  };
}

// Templates write `bounce` and `renderingFailure`, the API `BOUNCE` and `RENDERING_FAILURE`.
function eventType(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function dkimAttributes(identity: string): Record<string, string> {
  const tokens = [1, 2, 3].map((number) => ({
    number,
    token: createHash('sha256').update(`${identity}/${number}`).digest('hex').slice(0, 32),
  }));
  return Object.fromEntries(
    tokens.flatMap(({ number, token }) => [
      [`DkimDNSTokenName${number}`, `${token}._domainkey.${identity}`],
      [`DkimDNSTokenValue${number}`, `${token}.dkim.amazonses.com`],
    ]),
  );
}
