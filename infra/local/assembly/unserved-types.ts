/**
 * CloudFormation types that need nothing on a laptop, as prefixes: they observe, publish, deliver or
 * guard what runs in AWS only. Any other type that no service makes is warned about.
 */
const withoutLocalEffect: readonly string[] = [
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::ApiGatewayV2::DomainName',
  'AWS::Backup::',
  'AWS::Budgets::',
  'AWS::CDK::Metadata',
  'AWS::CertificateManager::',
  'AWS::CloudFront::',
  'AWS::CloudWatch::',
  'AWS::IAM::OIDCProvider',
  'AWS::IAM::ServiceLinkedRole',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::',
  'AWS::Route53::',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::',
  'AWS::SQS::QueuePolicy',
  'AWS::SSM::Parameter',
  'AWS::WAFv2::',
  'AWS::XRay::',
];

/** Whether a type may go unserved without a word. */
export function needsNothingLocally(type: string): boolean {
  return withoutLocalEffect.some((prefix) =>
    prefix.endsWith('::') ? type.startsWith(prefix) : type === prefix,
  );
}

const serviceNames: Readonly<Record<string, string>> = {
  CertificateManager: 'acm',
  CloudWatch: 'cloudwatch',
  WAFv2: 'wafv2',
};

/**
 * An ARN in the right form for a resource that nothing serves, so that policies and variables that
 * name it still resolve.
 */
export function placeholderArn(
  type: string,
  name: string,
  place: { region: string; accountId: string },
): string {
  const [, service = 'local', kind = 'resource'] = type.split('::');
  const prefix = `arn:aws:${serviceNames[service] ?? service.toLowerCase()}:${place.region}:${place.accountId}`;
  if (type === 'AWS::Logs::LogGroup') return `${prefix}:log-group:${name}:*`;
  if (type === 'AWS::SNS::Topic') return `${prefix}:${name}`;
  return `${prefix}:${kind.toLowerCase()}/${name}`;
}
