import { Stack, type StackProps } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { catalogue } from '#functions/catalogue';
import type { FunctionDefinition } from '#functions/define-function';
import type { Grantable } from '../constructs/grants.ts';
import { addFunction, type House } from '../constructs/house.ts';
import { followStream, isStreamTrigger } from '../constructs/stream-consumer.ts';

export interface EventsStackProps extends StackProps {
  readonly house: House;
  readonly resources: Grantable;
  readonly records: dynamodb.Table;
}

/** What follows from a change of a record: the table's stream and those who read it. */
export class EventsStack extends Stack {
  constructor(scope: Construct, id: string, props: EventsStackProps) {
    super(scope, id, props);
    const { house, resources, records } = props;
    for (const [name, definition] of Object.entries<FunctionDefinition>(catalogue)) {
      const { trigger, errorImpact } = definition;
      if (!trigger || !isStreamTrigger(trigger)) continue;
      const reader = addFunction(this, house, name, definition, resources);
      const { alarmTopic } = house;
      followStream(reader, { trigger, errorImpact, alarmTopic, table: records });
    }
  }
}
