import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { FunctionDefinition, Trigger } from '#functions/define-function';
import type { Settings } from '../settings.ts';
import { CrmFunction } from './crm-function.ts';
import { type Grantable, grant } from './grants.ts';

/** What every stack of one deployment shares. */
export interface House {
  readonly settings: Settings;
  /** Folder of the built bundles. */
  readonly bundles: string;
  readonly alarmTopic: sns.ITopic;
}

const retention: Record<Settings['logRetentionDays'], RetentionDays> = {
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
};

export function logRetention(settings: Settings): RetentionDays {
  return retention[settings.logRetentionDays];
}

/** Makes a function from its entry in the catalogue, with the grants its needs ask for. */
export function addFunction(
  scope: Construct,
  house: House,
  name: string,
  definition: FunctionDefinition,
  resources: Grantable,
): CrmFunction {
  const id = name.charAt(0).toUpperCase() + name.slice(1);
  return new CrmFunction(scope, id, {
    name,
    definition,
    bundles: house.bundles,
    granted: grant(definition.needs, resources),
    alarmTopic: house.alarmTopic,
    logRetention: logRetention(house.settings),
    asynchronous: isAsynchronous(definition.trigger),
  });
}

/** Whether nobody waits for its answer, so that what fails has to be kept somewhere. */
function isAsynchronous(trigger: Trigger | undefined): boolean {
  if (trigger?.kind === 'user-pool')
    return trigger.triggers.some((each) => each.startsWith('custom'));
  return trigger?.kind === 'schedule';
}
