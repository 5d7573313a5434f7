#!/usr/bin/env node
import http from 'node:http';
import { serve } from '../runtime/serve.ts';
import { slackServer } from './server.ts';

// fetch heeds HTTPS_PROXY and NO_PROXY only when told to, and Node before 24.14 only by NODE_USE_ENV_PROXY=1 at its start.
if ('setGlobalProxyFromEnv' in http && typeof http.setGlobalProxyFromEnv === 'function') http.setGlobalProxyFromEnv();

await serve(slackServer, { argv: process.argv.slice(2), env: process.env });
