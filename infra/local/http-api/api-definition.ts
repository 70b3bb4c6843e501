import * as z from 'zod';
import type { Resource } from '../service.ts';

const whole = z.coerce.number().int();
const texts = z.array(z.string());

const throttling = {
  ThrottlingRateLimit: z.coerce.number().min(0).optional(),
  ThrottlingBurstLimit: whole.min(0).optional(),
};

const RouteSettings = z.object(throttling);

export type RouteSettings = z.output<typeof RouteSettings>;

const Cors = z.strictObject({
  AllowOrigins: texts.default([]),
  AllowMethods: texts.default([]),
  AllowHeaders: texts.default([]),
  ExposeHeaders: texts.default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: whole.optional(),
});

export type Cors = z.output<typeof Cors>;

/** The properties of each resource type; what is not listed is refused, so that nothing is silently left out. */
export const schemas = {
  api: z.strictObject({
    Name: z.string(),
    ProtocolType: z.literal('HTTP'),
    CorsConfiguration: Cors.optional(),
    Description: z.unknown().optional(),
    DisableExecuteApiEndpoint: z.literal(false).optional(),
    IpAddressType: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  stage: z.strictObject({
    ApiId: z.string(),
    StageName: z.literal('$default', 'only the stage $default is emulated'),
    AutoDeploy: z.literal(true, 'only stages with AutoDeploy are emulated'),
    AccessLogSettings: z.object({ Format: z.string() }).loose().optional(),
    DefaultRouteSettings: RouteSettings.loose().optional(),
    RouteSettings: z.record(z.string(), RouteSettings.loose()).default({}),
    Description: z.unknown().optional(),
    Tags: z.unknown().optional(),
  }),
  integration: z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
    IntegrationMethod: z.unknown().optional(),
    TimeoutInMillis: whole.min(50).max(30_000).default(30_000),
    Description: z.unknown().optional(),
  }),
  route: z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string().regex(/^(\$default|[A-Z]+ \/\S*)$/),
    Target: z.string().startsWith('integrations/'),
    AuthorizationType: z.enum(['NONE', 'JWT', 'CUSTOM']).default('NONE'),
    AuthorizerId: z.string().optional(),
    AuthorizationScopes: texts.default([]),
    OperationName: z.unknown().optional(),
  }),
  authorizer: z.discriminatedUnion('AuthorizerType', [
    z.strictObject({
      AuthorizerType: z.literal('JWT'),
      ApiId: z.string(),
      Name: z.string(),
      IdentitySource: texts.min(1),
      JwtConfiguration: z.object({ Issuer: z.string(), Audience: texts.min(1) }),
    }),
    z.strictObject({
      AuthorizerType: z.literal('REQUEST'),
      ApiId: z.string(),
      Name: z.string(),
      IdentitySource: texts.default([]),
      AuthorizerUri: z.string(),
      AuthorizerPayloadFormatVersion: z.literal('2.0'),
      EnableSimpleResponses: z.literal(true, 'only simple responses are emulated'),
      AuthorizerResultTtlInSeconds: z.literal(0, 'authorizer answers are not cached').optional(),
      AuthorizerCredentialsArn: z.unknown().optional(),
    }),
  ]),
};

export type Api = z.output<typeof schemas.api> & { readonly id: string };
export type Stage = z.output<typeof schemas.stage>;
export type Integration = z.output<typeof schemas.integration>;
export type Authorizer = z.output<typeof schemas.authorizer>;

/** Reads a resource. Throws an error that names the resource and the property that is not emulated. */
export function readResource<T>(schema: z.ZodType<T>, resource: Resource): T {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  throw new Error(`${resource.logicalId} (${resource.type}): ${z.prettifyError(parsed.error)}`);
}
