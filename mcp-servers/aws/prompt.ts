/** The `diagnose` prompt's advice: the tools in the order in which they are worth calling. */
export const advice = `How to look, in this order; stop as soon as the cause is shown:
1. aws_triage with the service in scope. It looks at services, alarms, metrics and logs at once and names findings, causes
   before symptoms, each with the lines that show it and the call that is worth making next.
2. aws_get for what the first finding names: an ECS service with its stopped tasks and what its task definition changed,
   a database with its waits and top statements, the health of targets, an alarm with its history.
3. aws_logs for one log group, by patterns and compared with the window before. What is new since the symptom began says
   more than what is frequent. aws_traces where a request passes through several services: it names the one that fails.
4. aws_metrics for a curve: when it began, and what moved before it. A metric without data is not a metric at zero.
5. aws_changes for who changed what in the account just before. Deliveries are late by up to fifteen minutes.
6. aws_logs_query only for what these cannot answer, in a short window: it costs by what it scans.`;
