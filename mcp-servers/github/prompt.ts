/** The `diagnose` prompt's advice: the tools in the order in which they are worth calling. */
export const advice = `How to look, in this order; stop as soon as the cause is shown:
1. github_changes for the time before the symptom began, with some margin: what was merged, released, deployed, and which
   workflow runs failed, on one timeline. Deployments tell when code began to run; a merge alone runs nowhere.
2. github_compare for all that lies between what ran before and what runs: two releases, tags or SHAs.
3. github_commit, with hunks, for each change that could bring about this symptom. Read the diff before you blame it, and
   say which line does it and how.
4. github_file for the code that an error message or a stack trace points to, at the commit that runs, and for who last
   touched those lines.
5. github_runs where a build or a deployment failed: the failing job and step, with what its log says.
6. github_search for a message, a setting or a name whose place you do not know. Code is searched on the default branch
   only, which may not be what runs.
"Not found or not permitted" is one answer to two questions: do not conclude from it that something does not exist. If
no change explains the symptom, say that none does: then the cause lies outside the code.`;
