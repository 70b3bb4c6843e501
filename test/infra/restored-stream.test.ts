import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { build, stacksOf } from '#infra/build';
import { Settings } from '#infra/settings';
import { emptyBundles } from './empty-bundles.ts';

function templatesWith(recordsStream?: string) {
  const app = new App();
  const settings = Settings.parse({ stage: 'local', mail: { from: 'crm@example.com' } });
  build(app, { bundles: emptyBundles(), settings, recordsStream });
  const of = (part: string) => stacksOf(app).find(({ stackName }) => stackName.endsWith(part))!;
  return { data: Template.fromStack(of('Data')), events: Template.fromStack(of('Events')) };
}

// Synthesis is most of the work, and a busy machine takes its time over it.
const slowly = { timeout: 180_000 };

const sources = ({ events }: ReturnType<typeof templatesWith>) =>
  Object.values(events.findResources('AWS::Lambda::EventSourceMapping'))
    .map(({ Properties }) => Properties)
    .filter(({ StartingPosition }) => StartingPosition !== undefined)
    .map(({ EventSourceArn }) => EventSourceArn);

test(
  'a stream that a restore made is followed under the name it has then, and may be',
  slowly,
  () => {
    const restored =
      'arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-05-04T10:00:00.000';
    const usual = templatesWith();
    const made = sources(usual);
    expect(made.length).toBeGreaterThan(1);
    for (const source of made)
      expect(source).toEqual({
        'Fn::GetStackOutput': { StackName: 'StratusData', OutputName: 'RecordsStream' },
      });
    expect(sources(templatesWith(restored))).toEqual(made.map(() => restored));
    // An exported value can never change while another stack uses it.
    for (const { Value, Export } of Object.values(usual.data.toJSON()['Outputs']) as {
      Value: unknown;
      Export?: unknown;
    }[])
      if (JSON.stringify(Value).includes('StreamArn')) expect(Export).toBeUndefined();
    usual.events.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: Match.arrayWith(['dynamodb:GetRecords']),
            Resource: {
              'Fn::Join': ['', [{ 'Fn::ImportValue': 'StratusRecordsArn' }, '/stream/*']],
            },
          }),
        ]),
      },
    });
  },
);
