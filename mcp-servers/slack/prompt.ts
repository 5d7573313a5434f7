/** The `diagnose` prompt's advice: the tools in the order in which they are worth calling. */
export const advice = `How to look, in this order; stop as soon as you know what people know:
1. slack_read for the incident's channel in the window: what the alerts said and when, what people saw, what they tried and
   what changed when they did. The first message that mentions the symptom dates it better than the first alert.
2. slack_search for the service's name or the error's words: a deploy or a maintenance that was announced elsewhere. It says
   what its way of searching does not cover.
3. slack_read for a thread that looks like the discussion: the decision often stands in its last messages.
3. slack_search for the error's own words or the service's name: somebody may have seen it before, or in another channel. It
   says how it searched; what it did not find may still have been written.
Keep apart what somebody measured from what somebody supposes, and name who said it and when, with the link. What people
believe the cause to be is a hypothesis like any other: the other systems have to show it. Post nothing.`;
