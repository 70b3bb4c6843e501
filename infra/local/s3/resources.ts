import * as z from 'zod';
import type { CloudContext, ResourceType } from '../service.ts';
import { readBucketPolicy } from './bucket-policy.ts';
import { type Buckets, CorsRule } from './buckets.ts';

const TemplateCorsRule = z
  .looseObject({
    Id: z.string().optional(),
    AllowedOrigins: z.array(z.string()),
    AllowedMethods: z.array(z.string()),
    AllowedHeaders: z.array(z.string()).optional(),
    ExposedHeaders: z.array(z.string()).optional(),
    MaxAge: z.coerce.number().optional(),
  })
  .transform((rule) =>
    CorsRule.parse({
      id: rule.Id,
      origins: rule.AllowedOrigins,
      methods: rule.AllowedMethods,
      headers: rule.AllowedHeaders,
      exposed: rule.ExposedHeaders,
      maxAge: rule.MaxAge,
    }),
  );

const BucketProperties = z.looseObject({
  VersioningConfiguration: z.object({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
  CorsConfiguration: z.object({ CorsRules: z.array(TemplateCorsRule) }).optional(),
  NotificationConfiguration: z
    .strictObject({
      EventBridgeConfiguration: z
        .object({ EventBridgeEnabled: z.stringbool().or(z.boolean()).default(true) })
        .optional(),
    })
    .optional(),
});

const PolicyProperties = z.looseObject({ Bucket: z.string(), PolicyDocument: z.unknown() });

/**
 * How `AWS::S3::Bucket` and `AWS::S3::BucketPolicy` come to life. Versioning, CORS and EventBridge
 * events work; other notifications are an error and other properties have no effect.
 */
export function s3ResourceTypes(
  { clock, region, warn }: CloudContext,
  buckets: Buckets,
): Readonly<Record<string, ResourceType>> {
  return {
    'AWS::S3::Bucket': {
      nameProperty: 'BucketName',
      identify({ name, stack, logicalId }) {
        const bucket = name ?? `${stack}-${logicalId}`.toLowerCase().slice(0, 63);
        const domain = `${bucket}.s3.amazonaws.com`;
        return {
          ref: bucket,
          attributes: {
            Arn: `arn:aws:s3:::${bucket}`,
            DomainName: domain,
            RegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
          },
        };
      },
      create({ properties }, { ref }) {
        const settings = BucketProperties.parse(properties);
        const notification = settings.NotificationConfiguration;
        buckets.put(
          ref,
          {
            versioning: settings.VersioningConfiguration?.Status ?? '',
            eventBridge: notification?.EventBridgeConfiguration?.EventBridgeEnabled ?? false,
            cors: settings.CorsConfiguration?.CorsRules ?? [],
            denials: [],
          },
          clock.now(),
        );
      },
    },
    'AWS::S3::BucketPolicy': {
      identify: ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
      create({ properties }) {
        const { Bucket, PolicyDocument } = PolicyProperties.parse(properties);
        const { denials, unread } = readBucketPolicy(PolicyDocument);
        for (const statement of unread)
          warn(`The policy of bucket ${Bucket} denies what is not evaluated here: ${statement}`);
        buckets.change(Bucket, { denials: [...denials] });
      },
    },
  };
}
