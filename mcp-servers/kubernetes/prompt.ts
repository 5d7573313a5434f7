/** The `diagnose` prompt's advice: the tools in the order in which they are worth calling. */
export const advice = `How to look, in this order; stop as soon as the cause is shown:
1. k8s_triage with the service in scope. It reads what matters at once and names findings, causes before symptoms, each with
   the lines that show it and the call that is worth making next. Often the answer is already there.
2. k8s_get for the object of the first finding: one object with what explains it, its owner, its pods and why they wait,
   the ConfigMaps and claims it names. An empty result of a kind tells as much as a full one.
3. k8s_logs where something runs and fails. Patterns first: the errors that are new or rare say more than the many. Ask with
   grep and the previous run of a container that crashed.
4. k8s_changes when it began at a certain time: what was rolled out, by whom, and what the rollout changed.
5. k8s_events for what scheduler, kubelets and controllers complained about. Events live about an hour: for an earlier
   time none left is not none.`;
