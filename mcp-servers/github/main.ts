#!/usr/bin/env node
import http from 'node:http';
import { serve } from '../runtime/serve.ts';
import { githubServer } from './server.ts';

// fetch heeds HTTPS_PROXY and NO_PROXY only when told to (as by NODE_USE_ENV_PROXY=1); NODE_EXTRA_CA_CERTS it heeds anyway.
if ('setGlobalProxyFromEnv' in http && typeof http.setGlobalProxyFromEnv === 'function') http.setGlobalProxyFromEnv();

await serve(githubServer, { argv: process.argv.slice(2), env: process.env });
