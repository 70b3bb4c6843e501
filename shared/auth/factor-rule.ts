/** Whether everybody with a role must use a second factor. */
export interface FactorRule {
  isRequiredFor(role: string): Promise<boolean>;
}
