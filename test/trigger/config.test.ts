import { describe, expect, it } from '@jest/globals';
import { ConfigError, configFrom } from '../../trigger/config.ts';

const problemsOf = (env: NodeJS.ProcessEnv): string[] => {
  try {
    configFrom(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the trigger’s configuration', () => {
  it('prefers Socket Mode, which needs no public address', () => {
    expect(
      configFrom({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: '0123456789' }),
    ).toEqual({
      slack: {
        botToken: 'xoxb-1',
        apiUrl: 'https://slack.com/api/',
        receive: { kind: 'socket', appToken: 'xapp-1' },
      },
      temporalUiUrl: 'http://localhost:8233',
      logLevel: 'info',
    });
  });

  it('receives over HTTP where there is a signing secret and no app token', () => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: '0123456789', PORT: '8080' };
    expect(configFrom(env).slack.receive).toEqual({ kind: 'http', signingSecret: '0123456789', port: 8080 });
  });

  it('reads channels with or without the hash', () => {
    const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', SRE_AGENT_SLACK_CHANNELS: '#incidents, C123,' };
    expect(configFrom(env).slack.channels).toEqual(['incidents', 'C123']);
  });

  it('lists every problem at once, with what to do', () => {
    expect(problemsOf({})).toEqual([
      'SLACK_BOT_TOKEN is missing: the bot token of the Slack app, from OAuth & Permissions, starts with xoxb-',
      'SLACK_APP_TOKEN is missing: an app-level token (xapp-) for Socket Mode; or set SLACK_SIGNING_SECRET to receive events over HTTP',
    ]);
    expect(
      problemsOf({
        SLACK_BOT_TOKEN: 'xoxp-1',
        SLACK_APP_TOKEN: 'xoxb-1',
        SLACK_API_URL: 'slack.com',
        SRE_AGENT_TEMPORAL_UI_URL: 'ftp://temporal',
        PORT: 'three',
        LOG_LEVEL: 'loud',
      }),
    ).toEqual([
      'SLACK_BOT_TOKEN does not start with xoxb-: take the bot token from OAuth & Permissions',
      'SLACK_APP_TOKEN does not start with xapp-: take an app-level token with connections:write',
      'SLACK_API_URL expected an http or https address',
      'SRE_AGENT_TEMPORAL_UI_URL expected an http or https address',
      'PORT expected a port, 1 to 65535',
      'LOG_LEVEL expected fatal, error, warn, info, debug or trace',
    ]);
  });
});
