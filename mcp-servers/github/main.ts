#!/usr/bin/env node
import { serve } from '../runtime/serve.ts';
import { githubServer } from './server.ts';

await serve(githubServer, { argv: process.argv.slice(2), env: process.env });
