import * as iam from 'aws-cdk-lib/aws-iam';

/** A statement that allows these actions on these resources. */
export const allow = (actions: readonly string[], ...resources: string[]) =>
  new iam.PolicyStatement({ actions: [...actions], resources });
