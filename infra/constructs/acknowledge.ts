import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Acknowledges cdk-nag findings: id of the finding → the reason a reviewer accepted it. */
export function acknowledge(
  construct: IConstruct,
  findings: Readonly<Record<string, string>>,
): void {
  for (const [id, reason] of Object.entries(findings))
    Validations.of(construct).acknowledge({ id, reason });
}
