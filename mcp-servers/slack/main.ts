#!/usr/bin/env node
import { serve } from '../runtime/serve.ts';
import { slackServer } from './server.ts';

await serve(slackServer, { argv: process.argv.slice(2), env: process.env });
