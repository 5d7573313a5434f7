/** What the worker registers: each export is a workflow type. */
export { diagnoseIncident as DiagnoseIncident } from './diagnose-incident.ts';
export { openIssue as OpenIssue } from './open-issue.ts';
