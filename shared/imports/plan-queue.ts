/** Asks the planner to plan an import anew. */
export interface PlanQueue {
  planAgain(importId: string): Promise<void>;
}
