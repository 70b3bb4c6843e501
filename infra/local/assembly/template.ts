import * as z from 'zod';

const Named = z.record(z.string(), z.unknown());

const TemplateResource = z.object({
  Type: z.string(),
  Properties: Named.default({}),
  Condition: z.string().optional(),
});

const TemplateOutput = z.object({
  Value: z.unknown(),
  Export: z.object({ Name: z.unknown() }).optional(),
  Condition: z.string().optional(),
});

/** A CloudFormation template as CDK writes it, as far as the local cloud reads it. */
export const Template = z.object({
  Resources: z.record(z.string(), TemplateResource).default({}),
  Outputs: z.record(z.string(), TemplateOutput).default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).default({}),
  Conditions: Named.default({}),
  Mappings: z.record(z.string(), z.record(z.string(), Named)).default({}),
});

export type Template = z.infer<typeof Template>;

/** The files a stack's resources refer to by S3 key, from its asset manifest. */
export const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** The list of artifacts in a cloud assembly. */
export const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        environment: z.string().optional(),
        dependencies: z.array(z.string()).default([]),
        properties: z
          .object({
            templateFile: z.string().optional(),
            file: z.string().optional(),
            directoryName: z.string().optional(),
            stackName: z.string().optional(),
          })
          .default({}),
      }),
    )
    .default({}),
});

export type Manifest = z.infer<typeof Manifest>;
